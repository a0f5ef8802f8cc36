import { rankable, thresholdCurve } from '../../../src-shared/lib/threshold-curve.ts';
import type { ThresholdCurve } from '../../../src-shared/lib/threshold-curve.ts';
import type { ClassScore } from './epoch-metric.ts';
import type { ClassOutcome } from './outcome.ts';

/** A score of the ranking that a class's probability gives all samples. */
export function rankingScore(score: (curve: ThresholdCurve) => number | null): ClassScore {
  return {
    needsScores: true,
    of: (outcome, label) => score(curveOf(outcome, [label])),
    micro: (outcome) => score(curveOf(outcome, Array.from({ length: outcome.classes }, (_, label) => label))),
  };
}

function curveOf(outcome: ClassOutcome, labels: readonly number[]): ThresholdCurve {
  return thresholdCurve(scoresOf(outcome, labels, true), scoresOf(outcome, labels, false));
}

/** The probabilities of classes, of the samples that are of them or of those that are not. */
function scoresOf({ truth, probabilities, classes }: ClassOutcome, labels: readonly number[], positive: boolean): Float64Array {
  const scores: number[] = [];
  for (const label of labels) {
    for (let sample = 0; sample < truth.length; sample++) {
      if ((truth[sample] === label) === positive) scores.push(rankable(probabilities[sample * classes + label] as number));
    }
  }
  return Float64Array.from(scores);
}
