import { accuracyOf } from './accuracy.ts';
import type { EpochMetric } from './epoch-metric.ts';

/** The share of samples whose class was predicted, of all of an epoch. */
export const epochAccuracy: EpochMetric = { needsScores: false, value: ({ counts }) => accuracyOf(Array.from(counts)) };

/**
 * The share of samples whose class was not predicted: zero-one loss, and with
 * one class to a sample also Hamming loss.
 */
export const errorShare: EpochMetric = {
  needsScores: false,
  value: (outcome) => {
    const right = epochAccuracy.value(outcome);
    return right === null ? null : 1 - right;
  },
};
