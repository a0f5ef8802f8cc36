import { rankingScore } from './threshold-curve.ts';

/**
 * The area under the ROC curve: how likely a sample of the class is given a
 * higher probability of it than one of another class, ties counting half.
 * None where samples of the class, or of all others, are missing.
 */
export const auroc = rankingScore(({ truePositives, falsePositives, positives, negatives }) => {
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  truePositives.forEach((high, i) => {
    const low = truePositives[i - 1] ?? 0;
    const width = (falsePositives[i] as number) - (falsePositives[i - 1] ?? 0);
    area += (width * (high + low)) / 2;
  });
  return area / (positives * negatives);
});
