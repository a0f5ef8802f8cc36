import type { CriterionSpec, ExperimentSpec, MetricSpec, PrepareStep } from '../schema/experiment.ts';
import type { MetricMode } from './metric.ts';

/**
 * A spec whose every `auto` has been decided for a dataset: what `run.json`
 * stores and the engine is given.
 */
export interface ResolvedExperiment extends ExperimentSpec {
  readonly name: string;
  readonly prepare: PrepareStep[];
  readonly split: ExperimentSpec['split'] & { readonly kind: 'given' | 'random' | 'k-fold' | 'file'; readonly groupBy: 'none' | 'group' };
  readonly loader: ExperimentSpec['loader'] & { readonly batchSize: number };
  readonly validation: ExperimentSpec['validation'] & { readonly batchSize: number };
  readonly training: ExperimentSpec['training'] & {
    readonly criterions: CriterionSpec[];
    readonly metrics: MetricSpec[];
    readonly select: { readonly metric: string; readonly mode: MetricMode };
  };
}
