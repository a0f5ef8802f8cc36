import type { EpochMetric } from './epoch-metric.ts';

/** The smallest probability that the logarithm is taken of, as scikit-learn does: float32's epsilon. */
const SMALLEST = 2 ** -23;

/** The mean of −log of the probability given to the true class. */
export const logLoss: EpochMetric = {
  needsScores: true,
  value: ({ truth, probabilities, classes }) => {
    let sum = 0;
    for (let sample = 0; sample < truth.length; sample++) {
      const given = probabilities[sample * classes + (truth[sample] as number)] as number;
      sum -= Math.log(Math.min(1 - SMALLEST, Math.max(SMALLEST, given)));
    }
    return truth.length === 0 ? null : sum / truth.length;
  },
};
