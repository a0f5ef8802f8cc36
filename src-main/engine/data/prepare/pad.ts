import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { cutBox } from '../cut-box.ts';
import { spatialOf } from '../image.ts';

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
  return cutBox(array, middleStarts(from, size), size, fill);
}

/** Where a box in the middle begins along each axis, below 0 where it is the longer. */
export function middleStarts(lengths: readonly number[], size: readonly number[]): number[] {
  return lengths.map((length, axis) => Math.trunc((length - (size[axis] ?? length)) / 2));
}
