import { BadImage } from './bad-image.ts';

/** Pixels of the largest image that is read: 2^28, a square of 16,384. */
export const MAX_PIXELS = 2 ** 28;

/** @throws BadImage for an empty image and for one beyond the limit. */
export function checkPixels(width: number, height: number): void {
  if (width < 1 || height < 1) throw new BadImage(`expected an image of at least 1 x 1 pixels, but its header says ${width} x ${height}`);
  if (width * height > MAX_PIXELS) {
    throw new BadImage(`expected an image of at most ${MAX_PIXELS} pixels, but its header says ${width} x ${height}`);
  }
}
