import { total } from './confusion.ts';

/** How one class fared against all others. A value is null where it would be a division by zero. */
export interface ClassScores {
  /** Samples of the class. */
  readonly support: number;
  /** Samples taken for the class. */
  readonly predicted: number;
  /** The share of all samples for which "is it this class?" was answered rightly. */
  readonly accuracy: number | null;
  /** Of the samples taken for the class, the share that are of it. */
  readonly precision: number | null;
  /** Of the samples of the class, the share that were found; sensitivity. */
  readonly recall: number | null;
}

/** The scores of each class from a row-major confusion matrix. */
export function perClass(counts: readonly number[]): ClassScores[] {
  const classes = Math.sqrt(counts.length);
  if (!Number.isInteger(classes)) throw new Error(`expected a square confusion matrix, but found ${counts.length} counts`);
  const all = total(counts);
  return Array.from({ length: classes }, (_, label) => {
    const found = counts[label * classes + label] ?? 0;
    const support = total(counts.slice(label * classes, (label + 1) * classes));
    const predicted = total(counts.filter((_count, cell) => cell % classes === label));
    return {
      support,
      predicted,
      accuracy: share(all - support - predicted + 2 * found, all),
      precision: share(found, predicted),
      recall: share(found, support),
    };
  });
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
