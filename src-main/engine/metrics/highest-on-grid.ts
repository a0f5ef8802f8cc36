import type { PrepareStep } from '../../../src-shared/schema/experiment.ts';
import { toOriginalGrid } from '../data/prepare/original-grid.ts';
import type { Grid } from '../data/prepare/original-grid.ts';
import { emptyLabels } from './highest.ts';

/**
 * The class of every pixel on the grid that an image had before `prepare`, from
 * logits [...lengths, class] on the one that it has after it: a border lies
 * where two classes are equal there.
 *
 * Class by class, so that two numbers for each pixel of the original grid are
 * held, and not as many as there are classes.
 */
export function highestOnGrid(logits: Float32Array, lengths: readonly number[], classes: number, steps: readonly PrepareStep[], before: Grid): Uint8Array | Uint16Array {
  let best: Float32Array | null = null;
  let labels = emptyLabels(0, classes);
  for (let label = 0; label < classes; label++) {
    const own = new Float32Array(logits.length / classes);
    for (let i = 0; i < own.length; i++) own[i] = logits[i * classes + label] as number;
    const values = toOriginalGrid({ data: own, shape: [...lengths, 1], dtype: 'float32' }, steps, before.lengths, before.geometry).data as Float32Array;
    if (best === null) {
      best = values;
      labels = emptyLabels(values.length, classes);
      continue;
    }
    for (let i = 0; i < values.length; i++) {
      if ((values[i] as number) <= (best[i] as number)) continue;
      best[i] = values[i] as number;
      labels[i] = label;
    }
  }
  return labels;
}
