/** A true class of this value is left out: the label is not known. */
export const IGNORED = -1;

/**
 * Counts of true class × predicted class, row-major: with two classes,
 * [right 0, 0 taken for 1, 1 taken for 0, right 1].
 */
export function confusionMatrix(truth: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes * classes).fill(0);
  for (let i = 0; i < truth.length; i++) {
    const row = truth[i] as number;
    const column = predicted[i] as number;
    if (row === IGNORED) continue;
    if (row < 0 || row >= classes || column < 0 || column >= classes) {
      throw new RangeError(`expected classes from 0 to ${classes - 1}, but found ${row} predicted as ${column}`);
    }
    const cell = row * classes + column;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}

/** The sum of the counts. */
export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
