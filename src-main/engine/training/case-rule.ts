import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import { taskOfModel } from '../../../src-shared/lib/task.ts';
import type { MetricSpec, PrepareStep } from '../../../src-shared/schema/experiment.ts';
import type { CaseWindows } from '../models/closure-by-windows.ts';
import { DISTANCE_METRIC_KINDS } from '../../../src-shared/schema/kinds.ts';

/** What was done to images before they were predicted, and must be undone before they are scored; and what they are scored by. */
export interface CaseRule {
  readonly prepare: readonly PrepareStep[];
  readonly metrics: readonly MetricSpec['kind'][];
  /** How whole cases are predicted by a network that learns patches of them; null where it gets them whole. */
  readonly windows: CaseWindows | null;
}

/** The rule of an experiment; null unless its network classifies pixels. */
export function caseRule({ model, prepare, training, loader, validation, test }: Pick<ResolvedExperiment, 'model' | 'prepare' | 'training' | 'loader' | 'validation' | 'test'>, side: Side): CaseRule | null {
  if (taskOfModel(model) !== 'segmentation') return null;
  const windows = loader.patch && { size: loader.patch.size, batchSize: (side === 'test' ? test.batchSize : null) ?? validation.batchSize };
  return { prepare, metrics: training.metrics.map(({ kind }) => kind), windows };
}

/** Distances take time, and the spacing of the files: they are measured where they are asked for. */
export function measuresDistances({ metrics }: CaseRule): boolean {
  return metrics.some((kind) => DISTANCE_METRIC_KINDS.includes(kind));
}
