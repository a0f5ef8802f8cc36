import { rateScore, share } from './rates.ts';

/** Of the samples taken for a class, the share that are of it; 0 for a class that was there and never taken. */
export const precision = rateScore(({ truePositive, falsePositive, falseNegative }) =>
  share(truePositive, truePositive + falsePositive, truePositive + falsePositive + falseNegative),
);
