import type { AverageKind } from '../../../src-shared/schema/kinds.ts';
import type { ClassScore, EpochMetric } from './epoch-metric.ts';
import type { ClassOutcome } from './outcome.ts';

/**
 * One number of the scores of all classes: `macro` is their plain mean,
 * `weighted` their mean by the samples of each class, `micro` the score of all
 * decisions together. Classes without a value are left out.
 */
export function averaged(score: ClassScore, average: Exclude<AverageKind, 'per-class'>): EpochMetric {
  return {
    needsScores: score.needsScores,
    value: (outcome) => (average === 'micro' ? score.micro(outcome) : mean(score, outcome, average === 'weighted')),
  };
}

/** The score of one class alone. */
export function ofClass(score: ClassScore, label: number): EpochMetric {
  return { needsScores: score.needsScores, value: (outcome) => score.of(outcome, label) };
}

function mean(score: ClassScore, outcome: ClassOutcome, bySamples: boolean): number | null {
  let sum = 0;
  let weights = 0;
  for (let label = 0; label < outcome.classes; label++) {
    const value = score.of(outcome, label);
    if (value === null) continue;
    const weight = bySamples ? supportOf(outcome, label) : 1;
    sum += weight * value;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}

/** Samples of a class. */
export function supportOf({ counts, classes }: ClassOutcome, label: number): number {
  let support = 0;
  for (let cell = label * classes; cell < (label + 1) * classes; cell++) support += counts[cell] as number;
  return support;
}
