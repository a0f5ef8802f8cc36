import { DTYPE_MAX } from '../../src-shared/domain/array.ts';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { Picture } from '../../src-shared/domain/picture.ts';

/**
 * The values that become black and white: `type` takes 0 and the largest value
 * that the array's type holds, `values` the smallest and largest that occur.
 */
export type Window = 'type' | 'values' | readonly [number, number];

/**
 * An image array [height, width, channel] of any type as eight-bit pixels.
 *
 * One and three channels are shown as grey and RGB, two and four as the same
 * with alpha; of more, the first is shown as grey. Without a window, eight-bit
 * images are shown as they are and others from their smallest to their largest
 * value. Values that are no numbers become black.
 */
export function toPicture(array: DenseArray, window: Window = array.dtype === 'uint8' ? 'type' : 'values'): Picture {
  const [height, width, count] = array.shape;
  if (array.shape.length !== 3 || height === undefined || width === undefined || count === undefined) {
    throw new Error(`expected an image of shape [height, width, channel], but found [${array.shape.join(', ')}]`);
  }
  const colours = count === 3 || count === 4 ? 3 : 1;
  const hasAlpha = count === 2 || count === 4;
  const channels = hasAlpha ? 4 : colours;
  const [low, high] = limits(array, window, count, hasAlpha);
  const scale = high > low ? 255 / (high - low) : 0;
  const opaque = 255 / DTYPE_MAX[array.dtype];
  // Clamps to 0 … 255, rounds, and turns NaN into 0.
  const pixels = new Uint8ClampedArray(height * width * channels);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < Math.min(channels, 3); c++) {
      pixels[i * channels + c] = ((array.data[i * count + Math.min(c, colours - 1)] as number) - low) * scale;
    }
    if (hasAlpha) pixels[i * 4 + 3] = (array.data[i * count + count - 1] as number) * opaque;
  }
  return { data: new Uint8Array(pixels.buffer), height, width, channels };
}

function limits(array: DenseArray, window: Window, count: number, hasAlpha: boolean): readonly [number, number] {
  if (window === 'type') return [0, DTYPE_MAX[array.dtype]];
  if (window !== 'values') return window;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < array.data.length; i++) {
    const value = array.data[i] as number;
    if (!Number.isFinite(value) || (hasAlpha && i % count === count - 1)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** A small picture of an image array: `toPicture`, shrunk by a whole factor until no side is longer than `maxSide`. */
export function thumbnail(array: DenseArray, options: { readonly window?: Window; readonly maxSide?: number } = {}): Picture {
  return shrink(toPicture(array, options.window), options.maxSide ?? 256);
}

/** Means over squares of pixels; what is left over at the right and the bottom makes smaller ones. */
function shrink(picture: Picture, maxSide: number): Picture {
  const factor = Math.ceil(Math.max(picture.height, picture.width) / maxSide);
  if (factor <= 1) return picture;
  const height = Math.ceil(picture.height / factor);
  const width = Math.ceil(picture.width / factor);
  const data = new Uint8Array(height * width * picture.channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < picture.channels; c++) {
        data[(y * width + x) * picture.channels + c] = meanOf(picture, y * factor, x * factor, factor, c);
      }
    }
  }
  return { data, height, width, channels: picture.channels };
}

function meanOf(picture: Picture, top: number, left: number, size: number, channel: number): number {
  const bottom = Math.min(top + size, picture.height);
  const right = Math.min(left + size, picture.width);
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += picture.data[(y * picture.width + x) * picture.channels + channel] as number;
  }
  return Math.round(sum / ((bottom - top) * (right - left)));
}
