import { rateScore, share } from './rates.ts';

/** Of the samples of a class, the share that were found: its sensitivity. 0 for a class that was taken and never there. */
export const recall = rateScore(({ truePositive, falsePositive, falseNegative }) =>
  share(truePositive, truePositive + falseNegative, truePositive + falsePositive + falseNegative),
);
