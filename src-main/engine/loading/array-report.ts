import type { ArrayReport } from '../../../src-shared/domain/picture.ts';
import type { BatchArrays } from './batch.ts';

/** Every array of a batch with its shape, type and range: what the network sees. */
export function reportArrays(arrays: BatchArrays): ArrayReport[] {
  return Object.entries(arrays).map(([name, { data, shape, dtype }]) => {
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    for (const value of data) {
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
    }
    return { name, shape, dtype, min, max, mean: sum / data.length };
  });
}
