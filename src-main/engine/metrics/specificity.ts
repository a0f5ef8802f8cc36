import { rateScore, share } from './rates.ts';

/** Of the samples of all other classes, the share that were not taken for the class: the recall of all that it is not. */
export const specificity = rateScore(({ trueNegative, falsePositive, falseNegative }) =>
  share(trueNegative, trueNegative + falsePositive, trueNegative + falsePositive + falseNegative),
);
