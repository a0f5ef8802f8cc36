import type { DenseArray } from '../../src-shared/domain/array.ts';
import { assertNever } from '../../src-shared/lib/assert-never.ts';
import type { FileNormalisation } from '../../src-shared/schema/reading.ts';

/**
 * The values of one file, stretched to a span or brought to mean 0 and
 * deviation 1 (of the population): delira's `norm_range` and
 * `norm_zero_mean_unit_std`. A file of one value becomes 0, or the lower end.
 */
export function normaliseFile(array: DenseArray, rule: FileNormalisation): DenseArray {
  switch (rule) {
    case 'none':
      return array;
    case '0..1':
      return stretch(array, 0, 1);
    case '-1..1':
      return stretch(array, -1, 1);
    case 'z-score':
      return standardise(array);
    default:
      return assertNever(rule);
  }
}

function stretch(array: DenseArray, low: number, high: number): DenseArray {
  let [min, max] = [Infinity, -Infinity];
  for (const value of array.data) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const factor = max > min ? (high - low) / (max - min) : 0;
  return floats(array, (value) => low + (value - min) * factor);
}

function standardise(array: DenseArray): DenseArray {
  let sum = 0;
  for (const value of array.data) sum += value;
  const mean = sum / array.data.length;
  let squares = 0;
  for (const value of array.data) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / array.data.length);
  return floats(array, (value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

function floats({ data, shape }: DenseArray, change: (value: number) => number): DenseArray {
  return { data: Float32Array.from(data, change), shape, dtype: 'float32' };
}
