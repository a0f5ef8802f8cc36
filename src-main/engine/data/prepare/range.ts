import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { floatImage } from '../image.ts';
import type { FloatImage } from '../image.ts';
import type { Span } from './span.ts';

/** Stretches `from` to `to` in a straight line; where `from` is a single value, all becomes the lower end. */
export function stretch(image: DenseArray, from: Span, to: Span): FloatImage {
  const factor = from[1] > from[0] ? (to[1] - to[0]) / (from[1] - from[0]) : 0;
  const { data } = image;
  const result = new Float32Array(data.length);
  for (let i = 0; i < result.length; i++) result[i] = to[0] + ((data[i] as number) - from[0]) * factor;
  return floatImage(result, image.shape);
}

/** The smallest and the largest value of an image. */
export function extremes({ data }: DenseArray): Span {
  let low = Infinity;
  let high = -Infinity;
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
