import type { Side } from '../../../src-shared/domain/sample.ts';
import type { TrainingSpec } from '../../../src-shared/schema/experiment.ts';
import { createCriterion } from '../losses/create-criterion.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import type { ClosureResult, Criterion, Metric } from '../models/contract.ts';

/** What is computed of every batch, by the names that series carry after their side. */
export interface Measures {
  readonly criterions: Readonly<Record<string, Criterion>>;
  readonly metrics: Readonly<Record<string, Metric>>;
}

export function createMeasures(spec: Pick<TrainingSpec, 'criterions' | 'metrics'>): Measures {
  const criterions: Record<string, Criterion> = {};
  for (const each of spec.criterions) {
    const same = Object.keys(criterions).filter((name) => name.startsWith(each.kind)).length;
    criterions[same === 0 ? each.kind : `${each.kind}-${same + 1}`] = createCriterion(each);
  }
  return { criterions, metrics: createMetrics(spec.metrics) };
}

/** The names of a side's values: `val_loss`, `val_accuracy`. */
export function measureNames(side: Side, measures: Measures): string[] {
  return ['loss', ...lossNames(measures), ...Object.keys(measures.metrics)].map((name) => `${side}_${name}`);
}

/** A closure's values under the names of a side, whatever it called them. */
export function sideValues(side: Side, measures: Measures, { lossValues, metricValues }: ClosureResult): Record<string, number> {
  const given = { ...lossValues, ...metricValues };
  const values: Record<string, number> = {};
  for (const name of measureNames(side, measures)) {
    const own = name.slice(side.length + 1);
    const value = given[own] ?? given[`val_${own}`];
    if (value === undefined) throw new Error(`expected the closure to give ${own}, but found ${Object.keys(given).join(', ')}`);
    values[name] = value;
  }
  return values;
}

/** The losses that are worth a series of their own: a single one is the sum. */
function lossNames({ criterions }: Measures): string[] {
  return Object.keys(criterions).length > 1 ? Object.keys(criterions) : [];
}
