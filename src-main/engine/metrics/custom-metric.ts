import type { MetricSpec } from '../../../src-shared/schema/experiment.ts';
import type { Metric } from '../models/contract.ts';
import { codeResult, hasFunctions } from '../user-code.ts';
import type { CodeArguments, UserCode } from '../user-code.ts';
import type { EpochMetric } from './epoch-metric.ts';

/**
 * What the file of a metric exports by default: a function that gives a metric
 * of batches, or one of all predictions of an epoch, which says with
 * `needsScores` whether it looks at probabilities.
 */
export type MetricFactory<Options = Readonly<Record<string, unknown>>> = (args: CodeArguments<Options>) => Metric | EpochMetric;

/** A metric of the user's. */
export function customMetric(spec: Extract<MetricSpec, { kind: 'custom' }>, code: UserCode): Metric | EpochMetric {
  const isMetric = (value: unknown): value is Metric | EpochMetric => hasFunctions(value, 'value');
  return codeResult(code, spec, 'an object with the function value', {}, isMetric);
}

export function isEpochMetric(metric: Metric | EpochMetric): metric is EpochMetric {
  return 'needsScores' in metric;
}
