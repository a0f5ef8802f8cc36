import type { ClassScore } from './epoch-metric.ts';
import type { ClassOutcome } from './outcome.ts';

/** How many samples lie at or above a threshold, for each threshold from the highest score to the lowest; equal scores share one. */
export interface ThresholdCurve {
  /** Of the samples that are positive. */
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
  readonly positives: number;
  readonly negatives: number;
}

/** A score of the ranking that a class's probability gives all samples. */
export function rankingScore(score: (curve: ThresholdCurve) => number | null): ClassScore {
  return {
    needsScores: true,
    of: (outcome, label) => score(curveOf(outcome, [label])),
    micro: (outcome) => score(curveOf(outcome, Array.from({ length: outcome.classes }, (_, label) => label))),
  };
}

/** Goes down both sorted lists at once. */
function curveOf(outcome: ClassOutcome, labels: readonly number[]): ThresholdCurve {
  const positives = scoresOf(outcome, labels, true);
  const negatives = scoresOf(outcome, labels, false);
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

/** The probabilities of classes, highest first, of the samples that are of them or of those that are not. NaN, which has no place, counts as the lowest. */
function scoresOf({ truth, probabilities, classes }: ClassOutcome, labels: readonly number[], positive: boolean): Float64Array {
  const scores: number[] = [];
  for (const label of labels) {
    for (let sample = 0; sample < truth.length; sample++) {
      if ((truth[sample] === label) !== positive) continue;
      const score = probabilities[sample * classes + label] as number;
      scores.push(Number.isNaN(score) ? -Infinity : score);
    }
  }
  return Float64Array.from(scores).sort().reverse();
}
