/** How well one class is told from the others. Null where nothing can be said: no sample, or no prediction, of it. */
export interface ClassMetrics {
  readonly label: string;
  /** Samples that are of the class. */
  readonly support: number;
  /** Samples that were taken for it. */
  readonly predicted: number;
  readonly correct: number;
  /** Of those taken for the class, the share that is. */
  readonly precision: number | null;
  /** Of those that are of the class, the share that was found. */
  readonly recall: number | null;
  /** The harmonic mean of both: 2 correct / (support + predicted); of pixels, Dice. */
  readonly f1: number | null;
  /** correct / (support + predicted − correct); of pixels, intersection over union. */
  readonly iou: number | null;
}

export interface MeanMetrics {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly iou: number | null;
}

/**
 * The metrics of each class from a confusion matrix (row-major: truth × prediction).
 *
 * Counts 8 2 / 1 9 give the first class precision 8/9, recall 8/10, F1 16/19.
 */
export function classMetrics(classes: readonly string[], counts: readonly number[]): readonly ClassMetrics[] {
  const support = rowSums(counts, classes.length);
  const predicted = columnSums(counts, classes.length);
  return classes.map((label, i) => {
    const correct = counts[i * classes.length + i] ?? 0;
    const [truths, guesses] = [support[i] ?? 0, predicted[i] ?? 0];
    return {
      label,
      support: truths,
      predicted: guesses,
      correct,
      precision: ratio(correct, guesses),
      recall: ratio(correct, truths),
      f1: ratio(2 * correct, truths + guesses),
      iou: ratio(correct, truths + guesses - correct),
    };
  });
}

/**
 * The plain mean over classes. A class without samples and predictions is left
 * out; one with only either counts as 0.
 */
export function macroMean(metrics: readonly ClassMetrics[]): MeanMetrics {
  const seen = metrics.filter((each) => each.support + each.predicted > 0);
  const mean = (of: (each: ClassMetrics) => number | null) => ratio(seen.reduce((sum, each) => sum + (of(each) ?? 0), 0), seen.length);
  return { precision: mean((each) => each.precision), recall: mean((each) => each.recall), f1: mean((each) => each.f1), iou: mean((each) => each.iou) };
}

/** The share of samples whose class was found; null without samples. */
export function accuracy(classes: readonly string[], counts: readonly number[]): number | null {
  const correct = classes.reduce((sum, _, i) => sum + (counts[i * classes.length + i] ?? 0), 0);
  return ratio(correct, counts.reduce((sum, count) => sum + count, 0));
}

export function rowSums(counts: readonly number[], classes: number): readonly number[] {
  return Array.from({ length: classes }, (_, row) => sumOf(classes, (i) => counts[row * classes + i]));
}

export function columnSums(counts: readonly number[], classes: number): readonly number[] {
  return Array.from({ length: classes }, (_, column) => sumOf(classes, (i) => counts[i * classes + column]));
}

function sumOf(length: number, value: (i: number) => number | undefined): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += value(i) ?? 0;
  return sum;
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** What lies below a line, to three digits; empty where nothing is known. */
export function areaInWords(area: number | null): string {
  return area === null ? '' : area.toFixed(3);
}
