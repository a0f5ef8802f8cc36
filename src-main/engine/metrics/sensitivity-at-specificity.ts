import type { ClassScore } from './epoch-metric.ts';
import { rankingScore } from './threshold-curve.ts';

/**
 * The highest sensitivity of any threshold on a class's probability whose
 * specificity is at least the one given; 0 where only "never" is that specific.
 * None where samples of the class, or of all others, are missing.
 */
export function sensitivityAtSpecificity(specificity: number): ClassScore {
  return rankingScore(({ truePositives, falsePositives, positives, negatives }) => {
    if (positives === 0 || negatives === 0) return null;
    // Counts rise together, so the last threshold that is specific enough finds most.
    const enough = falsePositives.filter((wrong) => (negatives - wrong) / negatives >= specificity).length;
    return (truePositives[enough - 1] ?? 0) / positives;
  });
}
