import type { NumberMetric, NumberOutcome } from './number-outcome.ts';

type Score = (truth: readonly number[], predicted: readonly number[]) => number | null;

/** The mean of |prediction − truth|. */
export const meanAbsoluteError: Score = (truth, predicted) => mean(truth.map((value, i) => Math.abs((predicted[i] as number) - value)));

/** The mean of (prediction − truth)². */
export const meanSquaredError: Score = (truth, predicted) => mean(truth.map((value, i) => ((predicted[i] as number) - value) ** 2));

/**
 * The share of the variance of the truth that is explained: 1 − Σ (t − p)² / Σ (t − mean t)².
 * As in scikit-learn, where all truths are alike it is 1 if all were hit, else 0; of less than two samples there is none.
 */
export const explainedVariance: Score = (truth, predicted) => {
  if (truth.length < 2) return null;
  const middle = mean(truth) as number;
  const [rest, all] = [sum(truth.map((value, i) => (value - (predicted[i] as number)) ** 2)), sum(truth.map((value) => (value - middle) ** 2))];
  if (all === 0) return rest === 0 ? 1 : 0;
  return 1 - rest / all;
};

/** The plain mean of a score over all targets that have one. */
export function overTargets(score: Score): NumberMetric {
  return { value: (outcome) => mean(Array.from({ length: outcome.targets }, (_, target) => of(score, outcome, target)).filter((value) => value !== null)) };
}

export function ofTarget(score: Score, target: number): NumberMetric {
  return { value: (outcome) => of(score, outcome, target) };
}

function of(score: Score, outcome: NumberOutcome, target: number): number | null {
  const { truth, predicted } = outcome.of(target);
  return score(truth, predicted);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
