/** How many samples lie at or above a threshold, for each threshold from the highest score to the lowest; equal scores share one. */
export interface ThresholdCurve {
  /** Of the samples that are positive. */
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
  readonly positives: number;
  readonly negatives: number;
}

/** Goes down both lists of scores at once, which it sorts. */
export function thresholdCurve(positives: Float64Array, negatives: Float64Array): ThresholdCurve {
  positives.sort().reverse();
  negatives.sort().reverse();
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let [above, wrong] = [0, 0];
  while (above < positives.length || wrong < negatives.length) {
    const threshold = Math.max(positives[above] ?? -Infinity, negatives[wrong] ?? -Infinity);
    while (positives[above] === threshold) above++;
    while (negatives[wrong] === threshold) wrong++;
    truePositives.push(above);
    falsePositives.push(wrong);
  }
  return { truePositives, falsePositives, positives: positives.length, negatives: negatives.length };
}

/** NaN, which has no place among scores, counts as the lowest. */
export function rankable(score: number): number {
  return Number.isNaN(score) ? -Infinity : score;
}

/**
 * The area under the ROC curve: how likely a sample of the class is given a
 * higher probability of it than one of another class, ties counting half.
 * None where samples of the class, or of all others, are missing.
 */
export function areaUnderRoc({ truePositives, falsePositives, positives, negatives }: ThresholdCurve): number | null {
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  truePositives.forEach((high, i) => {
    const low = truePositives[i - 1] ?? 0;
    const width = (falsePositives[i] as number) - (falsePositives[i - 1] ?? 0);
    area += (width * (high + low)) / 2;
  });
  return area / (positives * negatives);
}

/** Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the thresholds, highest first, of recall R and precision P. None where the class has no samples. */
export function averagePrecisionOf({ truePositives, falsePositives, positives }: ThresholdCurve): number | null {
  if (positives === 0) return null;
  let sum = 0;
  truePositives.forEach((found, i) => {
    sum += ((found - (truePositives[i - 1] ?? 0)) * found) / (found + (falsePositives[i] as number));
  });
  return sum / positives;
}
