import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { percentiles } from '../../../../src-shared/lib/percentiles.ts';
import { channelsOf, floatImage } from '../image.ts';
import type { FloatImage } from '../image.ts';
import type { Span } from './span.ts';

/** Keeps the values of each channel within two of its percentiles. */
export function clipPercentiles(image: DenseArray, shares: Span): FloatImage {
  const channels = channelsOf(image);
  const spans = Array.from({ length: channels }, (_, channel): Span => {
    const [low = Number.NaN, high = Number.NaN] = percentiles(channelValues(image, channel), shares);
    return [low, high];
  });
  return floatImage(Float32Array.from(image.data, (value, i) => clamp(value, spans[i % channels] ?? [value, value])), image.shape);
}

export function clamp(value: number, [low, high]: Span): number {
  return value < low ? low : value > high ? high : value;
}

function channelValues({ data, shape }: DenseArray, channel: number): Float32Array {
  const channels = shape.at(-1) ?? 1;
  return Float32Array.from({ length: data.length / channels }, (_, i) => data[i * channels + channel] as number);
}
