import { taskOfModel } from '../../../src-shared/lib/task.ts';
import type { ModelTask } from '../../../src-shared/lib/task.ts';

/** What a run's confusion matrix counts, and what a click on a cell can show. */
export interface MatrixUse {
  /** Whether a cell has samples of its own: pixels are in many cells of one image. */
  readonly selectable: boolean;
  readonly counted: 'pixels' | 'samples';
  /** Beside the epoch. */
  readonly hint: string;
}

export function matrixUse(model: ModelTask): MatrixUse {
  return taskOfModel(model) === 'segmentation' ? { selectable: false, counted: 'pixels', hint: 'counts the pixels of all images' } : { selectable: true, counted: 'samples', hint: 'click a cell to see its samples' };
}
