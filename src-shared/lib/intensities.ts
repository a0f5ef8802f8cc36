import { percentiles } from './percentiles.ts';

/** How the values of one channel are spread over the foreground of a dataset: nnU-Net's numbers. */
export interface Intensities {
  readonly mean: number;
  /** The standard deviation, of the population. */
  readonly deviation: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly percentile00_5: number;
  readonly percentile99_5: number;
  /** Voxels that were looked at. */
  readonly count: number;
}

export function intensitiesOf(values: Float32Array): Intensities {
  const count = values.length;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = sum / count;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const [low, median, high] = percentiles(values, [0.5, 50, 99.5]) as [number, number, number];
  return { mean, deviation: Math.sqrt(squares / count), median, min, max, percentile00_5: low, percentile99_5: high, count };
}
