import { expect, test } from 'vitest';
import { orientationLetters } from '../../../src-shared/lib/orientation-letters.ts';

test('a usual CT runs to the left, the back and the head', () => {
  expect(orientationLetters({ direction: [[0, 0, 1], [0, 1, 0], [1, 0, 0]] })).toBe('LPS');
});

test('an axis is called after the one that it runs along the most, and after its sense', () => {
  expect(orientationLetters({ direction: [[1, 0, 0], [0, 0.1, -0.99], [0, -1, 0.1]] })).toBe('AIL');
});
