import { expect, it } from 'vitest';
import { drawnByInWords } from '../../../../src-renderer/views/run/case-volume.ts';
import { isMaskCase } from '../../../../src-renderer/views/run/case-words.ts';

it('a mask that other weights drew than those that were scored says so', () => {
  expect([drawnByInWords(3, null), drawnByInWords(3, 3)]).toEqual(['scored after epoch 3', 'scored after epoch 3']);
  expect(drawnByInWords(3, 2)).toBe('scored after epoch 3 · drawn by epoch 2, for the weights of epoch 3 were not kept');
});

it('only scores of masks are those of a mask', () => {
  expect([isMaskCase({ dice: 0.9 }), isMaskCase({ truth: 3, predicted: 4 }), isMaskCase(null)]).toEqual([true, false, false]);
});
