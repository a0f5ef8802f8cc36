import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import type { PrepareStep } from '../../../../src-shared/schema/experiment.ts';
import { padTo } from './pad.ts';
import { resizeLinear } from './resize.ts';

/** Whether these steps change the grid that an image's pixels lie on. */
export function changesGrid(steps: readonly PrepareStep[]): boolean {
  return steps.some(({ kind }) => kind === 'resize' || kind === 'pad');
}

/**
 * Values over a prepared image, brought back to the grid that it had before:
 * [..., class] over what `prepare` made of an image of these lengths. What had
 * been cut off is 0 for every class.
 */
export function toOriginalGrid(values: DenseArray, steps: readonly PrepareStep[], lengths: readonly number[]): DenseArray {
  const grids = [lengths];
  const moving = steps.filter((step) => step.kind === 'resize' || step.kind === 'pad');
  for (const { size } of moving) grids.push(size);
  return moving.reduceRight((array, step, i) => {
    const before = grids[i] ?? lengths;
    return step.kind === 'pad' ? padTo(array, before, 0) : resizeLinear(array, [before[0] ?? 1, before[1] ?? 1]);
  }, values);
}
