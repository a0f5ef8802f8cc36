import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import type { Geometry } from '../../../../src-shared/domain/volume.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import type { PrepareStep } from '../../../../src-shared/schema/experiment.ts';
import { turnArray, turnBack, turnTo, turnedGeometry, turnedLengths } from './orient.ts';
import { padTo } from './pad.ts';
import { coarseAxisOf, resampleValues, resampledGeometry, resampling } from './resample.ts';
import { resizeLinear } from './resize.ts';

/** Whether these steps change the grid that an image's pixels lie on. */
export function changesGrid(steps: readonly PrepareStep[]): boolean {
  return steps.some(({ kind }) => kind === 'resize' || kind === 'pad' || kind === 'orient' || kind === 'resample');
}

/** The grid of an image between two steps. */
export interface Grid {
  readonly lengths: readonly number[];
  readonly geometry: Geometry | null;
}

/** A step's grid, and what undoes it. */
interface Move {
  readonly after: Grid;
  back(array: DenseArray): DenseArray;
}

/**
 * Values over a prepared image, brought back to the grid that it had before:
 * [..., class] over what `prepare` made of an image of these lengths. What had
 * been cut off is 0 for every class; what was resampled is interpolated along
 * straight lines, as nnU-Net does with logits.
 *
 * @param geometry of the image before; needed where it was turned or resampled.
 */
export function toOriginalGrid(values: DenseArray, steps: readonly PrepareStep[], lengths: readonly number[], geometry: Geometry | null = null): DenseArray {
  const moves: Move[] = [];
  let grid: Grid = { lengths, geometry };
  for (const step of steps) {
    const move = moveOf(step, grid);
    if (!move) continue;
    moves.push(move);
    grid = move.after;
  }
  return moves.reduceRight((array, { back }) => back(array), values);
}

/** The grid after a step. */
export function gridAfter(step: PrepareStep, before: Grid): Grid {
  return moveOf(step, before)?.after ?? before;
}

/** Null for steps that leave the grid as it is. */
function moveOf(step: PrepareStep, before: Grid): Move | null {
  const { lengths, geometry } = before;
  switch (step.kind) {
    case 'pad':
      return { after: { lengths: step.size, geometry }, back: (array) => padTo(array, lengths, 0) };
    case 'resize':
      return { after: { lengths: step.size, geometry }, back: (array) => resizeLinear(array, [lengths[0] ?? 1, lengths[1] ?? 1]) };
    case 'orient': {
      const turn = turnTo(step.frame, placed(geometry));
      return { after: { lengths: turnedLengths(lengths, turn), geometry: turnedGeometry(placed(geometry), lengths, turn) }, back: (array) => turnArray(array, turnBack(turn)) };
    }
    case 'resample': {
      const from = placed(geometry);
      const { lengths: to } = resampling(lengths, from.spacingMm, step.spacingMm, step.separate);
      const coarse = step.separate ? coarseAxisOf(step.spacingMm, from.spacingMm) : null;
      return { after: { lengths: to, geometry: resampledGeometry(from, lengths, to) }, back: (array) => resampleValues(array, { lengths, coarse }, 1) };
    }
    default:
      return null;
  }
}

function placed(geometry: Geometry | null): Geometry {
  if (geometry) return geometry;
  throw new BadInput('expected to know how large the voxels of a volume are, to bring its prediction back to them, but its file does not say');
}
