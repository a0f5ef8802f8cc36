import { rateScore, share } from './rates.ts';

/** Of the samples that are of a class or were taken for it, the share for which both hold. */
export const jaccard = rateScore(({ truePositive, falsePositive, falseNegative }) => {
  const either = truePositive + falsePositive + falseNegative;
  return share(truePositive, either, either);
});
