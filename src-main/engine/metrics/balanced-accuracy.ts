import { supportOf } from './average.ts';
import type { EpochMetric } from './epoch-metric.ts';
import { recall } from './recall.ts';

/** The mean recall of the classes that have samples. */
export const balancedAccuracy: EpochMetric = {
  needsScores: false,
  value: (outcome) => {
    const there = Array.from({ length: outcome.classes }, (_, label) => label).filter((label) => supportOf(outcome, label) > 0);
    return there.length === 0 ? null : there.reduce((sum, label) => sum + (recall.of(outcome, label) ?? 0), 0) / there.length;
  },
};
