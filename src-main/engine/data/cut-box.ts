import type { ArrayData, DenseArray } from '../../../src-shared/domain/array.ts';
import { channelsOf, emptyLike, spatialOf } from './image.ts';

/**
 * A box of an image or a volume, [...size, channel].
 *
 * @param starts where it begins along each axis; what of it lies beside the image is `fill`.
 */
export function cutBox(array: DenseArray, starts: readonly number[], size: readonly number[], fill: number): DenseArray {
  const source = fill < 0 ? signed(array) : array;
  const data = emptyLike(source.data, size.reduce((product, length) => product * length, channelsOf(array)));
  if (fill !== 0) data.fill(fill);
  copyBox(source, starts, size, data);
  return { data, shape: [...size, channelsOf(array)], dtype: source.dtype };
}

/** The labels that code of the user's gives may be unsigned: -1 would be 255 there. */
function signed(array: DenseArray): DenseArray {
  return array.data instanceof Uint8Array || array.data instanceof Uint16Array ? { ...array, data: Int32Array.from(array.data), dtype: 'int32' } : array;
}

/** Copies a box row by row to a place in other memory, where what lies beside the image stays as it was. */
export function copyBox(array: DenseArray, starts: readonly number[], size: readonly number[], target: ArrayData, at = 0): void {
  const channels = channelsOf(array);
  const [slices, rows, columns] = asVolume(spatialOf(array), 1);
  const [firstZ, firstY, firstX] = asVolume(starts, 0);
  const [depth, height, width] = asVolume(size, 1);
  const [fromX, untilX] = [Math.max(0, firstX), Math.min(columns, firstX + width)];
  if (fromX >= untilX) return;
  for (let z = Math.max(0, firstZ); z < Math.min(slices, firstZ + depth); z++) {
    for (let y = Math.max(0, firstY); y < Math.min(rows, firstY + height); y++) {
      const row = (z * rows + y) * columns;
      const to = at + (((z - firstZ) * height + y - firstY) * width + fromX - firstX) * channels;
      target.set(array.data.subarray((row + fromX) * channels, (row + untilX) * channels), to);
    }
  }
}

/** Two dimensions are a volume of one slice. */
function asVolume(values: readonly number[], first: number): readonly [number, number, number] {
  const [x = first, y = first, z = first] = [...values].reverse();
  return [z, y, x];
}
