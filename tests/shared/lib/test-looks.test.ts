import { describe, expect, it } from 'vitest';
import type { TestLook } from '../../../src-shared/domain/run.ts';
import { elsewhereInWords, lastOwnLook, opensTestSide } from '../../../src-shared/lib/test-looks.ts';

const elsewhere = { name: 'clinic B', folder: '/b', samples: 312, known: { train: 0, val: 0, test: 0 } };

describe('looks of a run', () => {
  it('open its test side where that is tested, or images that are on it by their content', () => {
    expect(opensTestSide(null)).toBe(true);
    expect(opensTestSide(elsewhere)).toBe(false);
    expect(opensTestSide({ ...elsewhere, known: { train: 9, val: 9, test: 0 } })).toBe(false);
    expect(opensTestSide({ ...elsewhere, known: { train: 0, val: 0, test: 1 } })).toBe(true);
  });

  it('give its test values by the newest at its own test side alone', () => {
    const look = (timeMs: number, where: TestLook['elsewhere']): TestLook => ({ timeMs, epoch: 1, values: { test_loss: timeMs }, elsewhere: where });
    expect(lastOwnLook([look(1, null), look(2, null), look(3, elsewhere)])).toEqual(look(2, null));
    expect(lastOwnLook([look(3, elsewhere)])).toBeNull();
  });

  it('say where they were, and how much of it the run knew', () => {
    expect(elsewhereInWords(elsewhere)).toBe('clinic B, 312 images');
    expect(elsewhereInWords({ ...elsewhere, samples: 1, known: { train: 1, val: 0, test: 0 } })).toBe('clinic B, 1 image (1 trained on)');
    expect(elsewhereInWords({ ...elsewhere, known: { train: 3, val: 2, test: 1 } })).toBe('clinic B, 312 images (3 trained on, 2 of its validation, 1 of its test side)');
  });
});
