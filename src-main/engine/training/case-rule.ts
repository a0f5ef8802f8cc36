import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import { taskOfModel } from '../../../src-shared/lib/task.ts';
import type { PrepareStep } from '../../../src-shared/schema/experiment.ts';

/** What was done to images before they were predicted, and must be undone before they are scored. */
export interface CaseRule {
  readonly prepare: readonly PrepareStep[];
}

/** The rule of an experiment; null unless its network classifies pixels. */
export function caseRule({ model, prepare }: Pick<ResolvedExperiment, 'model' | 'prepare'>): CaseRule | null {
  return taskOfModel(model) === 'segmentation' ? { prepare } : null;
}
