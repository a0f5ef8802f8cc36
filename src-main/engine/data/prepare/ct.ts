import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import type { Sample } from '../../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { intensitiesOf } from '../../../../src-shared/lib/intensities.ts';
import type { CtStatistics } from '../../../../src-shared/schema/experiment/prepare.ts';
import { channelsOf, floatImage, rawImageOf } from '../image.ts';
import type { FloatImage } from '../image.ts';
import { ValuePool } from '../value-pool.ts';
import { clamp } from './clip.ts';

/** nnU-Net's: a foreground of one value is divided by this. */
const SMALLEST_DEVIATION = 1e-8;

/**
 * Clips each channel to what the foreground of the training images holds, and
 * brings that to mean 0 and deviation 1: the numbers are those of the whole
 * dataset, so that a Hounsfield unit means the same in every scan.
 */
export function normaliseCt(image: DenseArray, statistics: CtStatistics | 'auto'): FloatImage {
  if (statistics === 'auto') throw new Error('expected the statistics of the training images before their first use');
  const { low, high, mean, deviation } = statistics;
  const channels = channelsOf(image);
  if (mean.length !== channels) throw new BadInput(`prepare: expected the statistics of ${channels} channels in ct, as images have, but found those of ${mean.length}`);
  const at = (values: readonly number[], channel: number) => values[channel] ?? Number.NaN;
  const data = Float32Array.from(image.data, (value, i) => {
    const channel = i % channels;
    return (clamp(value, [at(low, channel), at(high, channel)]) - at(mean, channel)) / Math.max(at(deviation, channel), SMALLEST_DEVIATION);
  });
  return floatImage(data, image.shape);
}

/**
 * The values that statistics are made from, of one sample after another: of
 * what its mask marks, or of all its pixels where it has none.
 */
export class ForegroundValues {
  readonly #pool: ValuePool;

  /** @param most values of each channel in all. @param samples that will come. */
  constructor(samples: number, most: number) {
    this.#pool = new ValuePool(samples, most);
  }

  add(sample: Sample): void {
    const image = rawImageOf(sample);
    const { label } = sample.arrays;
    const isMask = label !== undefined && label.shape.length > 0 && label.data.length === image.data.length / channelsOf(image);
    this.#pool.add(image, isMask ? (pixel) => (label.data[pixel] as number) > 0 : null);
  }

  /** @throws BadInput if no sample has any foreground. */
  statistics(): CtStatistics {
    if (this.#pool.isEmpty) {
      throw new BadInput('prepare: expected masks that mark something in the training images, for ct, but found none', { help: 'Take another normalisation, such as z-score.' });
    }
    const all = this.#pool.channels().map(intensitiesOf);
    return {
      low: all.map(({ percentile00_5 }) => percentile00_5),
      high: all.map(({ percentile99_5 }) => percentile99_5),
      mean: all.map(({ mean }) => mean),
      deviation: all.map(({ deviation }) => deviation),
    };
  }
}
