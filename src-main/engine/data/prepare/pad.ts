import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { emptyLike, spatialOf } from '../image.ts';

/**
 * Brings an image or a volume to a size, kept in the middle: where it is
 * smaller, `fill` is put around it, where it is larger, its margins are cut
 * off. What is left over by an odd difference goes to the end.
 */
export function padTo(array: DenseArray, size: readonly number[], fill: number): DenseArray {
  const from = spatialOf(array);
  if (from.length !== size.length) {
    throw new BadInput(`expected a size of ${from.length} numbers for an image of ${from.join(' × ')}, but found ${size.join(', ')}`, { help: 'Give pad one number for each axis: height and width, or z, y and x.' });
  }
  if (from.join() === size.join()) return array;
  const channels = array.shape.at(-1) ?? 1;
  // Two dimensions are a volume of one slice.
  const [fromZ, fromY, fromX] = asVolume(from);
  const [toZ, toY, toX] = asVolume(size);
  const result = emptyLike(array.data, toZ * toY * toX * channels);
  if (fill !== 0) result.fill(fill);
  const [z, y, x] = [overlap(fromZ, toZ), overlap(fromY, toY), overlap(fromX, toX)];
  const length = x.count * channels;
  for (let k = 0; k < z.count; k++) {
    for (let j = 0; j < y.count; j++) {
      const source = (((z.from + k) * fromY + y.from + j) * fromX + x.from) * channels;
      const target = (((z.to + k) * toY + y.to + j) * toX + x.to) * channels;
      result.set(array.data.subarray(source, source + length), target);
    }
  }
  return { data: result, shape: [...size, channels], dtype: array.dtype };
}

function asVolume(lengths: readonly number[]): readonly [number, number, number] {
  const [x = 1, y = 1, z = 1] = [...lengths].reverse();
  return [z, y, x];
}

/** What two lengths with one middle have in common: where it begins in each, and how much it is. */
function overlap(from: number, to: number): { readonly from: number; readonly to: number; readonly count: number } {
  const before = Math.floor(Math.abs(to - from) / 2);
  return to >= from ? { from: 0, to: before, count: from } : { from: before, to: 0, count: to };
}
