import { axesOfModel, taskOfModel } from '../../../src-shared/lib/task.ts';
import type { ModelTask } from '../../../src-shared/lib/task.ts';
import type { Counted } from '../../charts/matrix-cell.ts';

/** What a run's confusion matrix counts, and what a click on a cell can show. */
export interface MatrixUse {
  /** Whether a cell has samples of its own: pixels are in many cells of one image. */
  readonly selectable: boolean;
  readonly counted: Counted;
  /** Beside the epoch. */
  readonly hint: string;
}

export function matrixUse(model: ModelTask): MatrixUse {
  if (taskOfModel(model) !== 'segmentation') return { selectable: true, counted: 'samples', hint: 'click a cell to see its samples' };
  const counted = unitOf(model);
  return { selectable: false, counted, hint: `counts the ${counted} of all ${counted === 'voxels' ? 'volumes' : 'images'}` };
}

/** A network of the user's may read both. */
function unitOf(model: ModelTask): Exclude<Counted, 'samples'> {
  const axes = axesOfModel(model);
  if (axes.length > 1) return 'pixels or voxels';
  return axes[0] === 3 ? 'voxels' : 'pixels';
}
