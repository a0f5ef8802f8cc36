import { rankingScore } from './threshold-curve.ts';

/** Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the thresholds, highest first, of recall R and precision P. None where the class has no samples. */
export const averagePrecision = rankingScore(({ truePositives, falsePositives, positives }) => {
  if (positives === 0) return null;
  let sum = 0;
  truePositives.forEach((found, i) => {
    sum += ((found - (truePositives[i - 1] ?? 0)) * found) / (found + (falsePositives[i] as number));
  });
  return sum / positives;
});
