import { BadImage } from './bad-image.ts';

/** Values of the largest volume that is read: 2^29, two CTs of 512 x 512 x 1,024. */
export const MAX_VALUES = 2 ** 29;

/** A deflate stream holds at most 1,032 bytes per byte: 258 per two bits. */
export const MAX_DEFLATE_RATIO = 1032;

/**
 * The number of values in an array of these sizes.
 *
 * @throws BadImage if one is not a whole number from 1, or if there are too many values.
 */
export function countValues(sizes: readonly number[], what: string): number {
  const written = sizes.join(' x ');
  if (!sizes.every((size) => Number.isInteger(size) && size >= 1)) throw new BadImage(`expected sizes of at least 1 in ${what}, but found ${written}`);
  const count = sizes.reduce((product, size) => product * size, 1);
  if (count > MAX_VALUES) throw new BadImage(`expected at most ${MAX_VALUES} values in ${what}, but found ${written}`);
  return count;
}

/** @throws BadImage if values of `needed` bytes cannot be in `held` bytes, which may be deflated. */
export function checkHolds(needed: number, held: number, what: string, deflated = false): void {
  if (needed <= held * (deflated ? MAX_DEFLATE_RATIO : 1)) return;
  throw new BadImage(`expected ${needed} bytes of values as ${what} says, but ${deflated ? `${held} compressed bytes cannot hold them` : `found ${held}`}`);
}
