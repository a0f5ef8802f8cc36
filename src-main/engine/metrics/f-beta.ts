import type { ClassScore } from './epoch-metric.ts';
import { rateScore, share } from './rates.ts';

/**
 * The harmonic mean of precision and recall, in which recall counts beta times
 * as much: (1 + β²) TP / ((1 + β²) TP + β² FN + FP).
 *
 * van Rijsbergen, "Information retrieval", 1979.
 */
export function fBeta(beta: number): ClassScore {
  return rateScore(({ truePositive, falsePositive, falseNegative }) => {
    const found = (1 + beta ** 2) * truePositive;
    return share(found, found + beta ** 2 * falseNegative + falsePositive, truePositive + falsePositive + falseNegative);
  });
}
