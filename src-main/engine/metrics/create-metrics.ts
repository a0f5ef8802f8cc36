import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { TrainingSpec } from '../../../src-shared/schema/experiment.ts';
import type { Metric } from '../models/contract.ts';
import { accuracy } from './accuracy.ts';

/** The metrics that an experiment names, by name. */
export function createMetrics(specs: TrainingSpec['metrics']): Readonly<Record<string, Metric>> {
  return Object.fromEntries(specs.map(({ kind }) => [kind, createMetric(kind)]));
}

function createMetric(kind: TrainingSpec['metrics'][number]['kind']): Metric {
  switch (kind) {
    case 'accuracy':
      return accuracy;
    default:
      return assertNever(kind);
  }
}
