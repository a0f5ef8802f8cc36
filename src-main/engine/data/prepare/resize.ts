import type { ArrayData, DenseArray } from '../../../../src-shared/domain/array.ts';
import { emptyLike, floatImage, imageSize } from '../image.ts';

/**
 * Brings an image to [height, width] by linear interpolation with half-pixel
 * centres: output pixel i lies at (i + 0.5) · in / out − 0.5.
 *
 * Where the image shrinks, the triangle grows with the factor, so that every
 * input pixel has a say. Plain linear interpolation reads two pixels of ten at a
 * tenth of the size: a lesion of three pixels may vanish, or not, by a shift of
 * one. Pillow's BILINEAR and torchvision's antialiased resize do the same, and
 * scikit-image's order 1 where it enlarges.
 */
export function resizeLinear(image: DenseArray, [toHeight, toWidth]: readonly [number, number]): DenseArray {
  const { height, width, channels } = imageSize(image);
  if (height === toHeight && width === toWidth) return image;
  // Down first: whole rows are added, so that memory is walked in order.
  const rows = resizeAxis(image.data, { outer: 1, size: height, inner: width * channels }, toHeight);
  return floatImage(resizeAxis(rows, { outer: toHeight, size: width, inner: channels }, toWidth), [toHeight, toWidth, channels]);
}

/** Brings an array to [height, width] by the nearest pixel, half-pixel centres; values and type stay. */
export function resizeNearest(image: DenseArray, [toHeight, toWidth]: readonly [number, number]): DenseArray {
  const { height, width, channels } = imageSize(image);
  if (height === toHeight && width === toWidth) return image;
  const { data } = image;
  const result = emptyLike(data, toHeight * toWidth * channels);
  let to = 0;
  for (let y = 0; y < toHeight; y++) {
    const row = Math.floor(((y + 0.5) * height) / toHeight) * width;
    for (let x = 0; x < toWidth; x++) {
      const at = (row + Math.floor(((x + 0.5) * width) / toWidth)) * channels;
      for (let channel = 0; channel < channels; channel++) result[to++] = data[at + channel] as number;
    }
  }
  return { data: result, shape: [toHeight, toWidth, channels], dtype: image.dtype };
}

/** An array seen as [outer, size, inner], the middle being the axis that is resized. */
interface Axis {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

function resizeAxis(data: ArrayData, { outer, size, inner }: Axis, toSize: number): Float32Array {
  const { first, count, weights, taps } = triangle(size, toSize);
  const result = new Float32Array(outer * toSize * inner);
  for (let block = 0, to = 0; block < outer; block++) {
    for (let i = 0; i < toSize; i++, to += inner) {
      let at = (block * size + (first[i] as number)) * inner;
      for (let tap = 0; tap < (count[i] as number); tap++, at += inner) {
        const weight = weights[i * taps + tap] as number;
        for (let k = 0; k < inner; k++) result[to + k] = (result[to + k] as number) + weight * (data[at + k] as number);
      }
    }
  }
  return result;
}

/** For each output pixel the first input pixel that it reads, how many, and their weights, which sum to 1. */
function triangle(size: number, toSize: number): { first: Int32Array; count: Int32Array; weights: Float64Array; taps: number } {
  const scale = size / toSize;
  const reach = Math.max(scale, 1);
  const taps = 2 * Math.ceil(reach) + 1;
  const first = new Int32Array(toSize);
  const count = new Int32Array(toSize);
  const weights = new Float64Array(toSize * taps);
  for (let i = 0; i < toSize; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const from = Math.max(0, Math.ceil(centre - reach));
    const until = Math.min(size - 1, Math.floor(centre + reach));
    first[i] = from;
    count[i] = until - from + 1;
    let sum = 0;
    for (let j = from; j <= until; j++) sum += weights[i * taps + j - from] = 1 - Math.abs(j - centre) / reach;
    for (let j = from; j <= until; j++) weights[i * taps + j - from] = (weights[i * taps + j - from] as number) / sum;
  }
  return { first, count, weights, taps };
}
