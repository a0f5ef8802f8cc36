import type { ClassScore } from './epoch-metric.ts';
import type { ClassOutcome } from './outcome.ts';

/** How often "is it this class?" was answered rightly and wrongly. */
export interface Rates {
  /** It is, and was said to be. */
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
}

export function ratesOf({ counts, classes, samples }: ClassOutcome, label: number): Rates {
  let support = 0;
  let predicted = 0;
  for (let other = 0; other < classes; other++) {
    support += counts[label * classes + other] as number;
    predicted += counts[other * classes + label] as number;
  }
  const truePositive = counts[label * classes + label] as number;
  return {
    truePositive,
    falsePositive: predicted - truePositive,
    falseNegative: support - truePositive,
    trueNegative: samples - support - predicted + truePositive,
  };
}

/** A score that follows from those rates; micro is the score of their sums over all classes. */
export function rateScore(score: (rates: Rates) => number | null): ClassScore {
  return {
    needsScores: false,
    of: (outcome, label) => score(ratesOf(outcome, label)),
    micro: (outcome) => score(summed(outcome)),
  };
}

function summed(outcome: ClassOutcome): Rates {
  const sum = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
  for (let label = 0; label < outcome.classes; label++) {
    const rates = ratesOf(outcome, label);
    for (const name of Object.keys(sum) as (keyof Rates)[]) sum[name] += rates[name];
  }
  return sum;
}

/**
 * A share of cases. What is in neither truth nor prediction has none and is
 * left out of means; what is in one of them only counts 0, though the share
 * itself would be of nothing.
 *
 * @param seen cases of either kind.
 */
export function share(part: number, whole: number, seen: number): number | null {
  if (seen === 0) return null;
  return whole === 0 ? 0 : part / whole;
}
