import { between } from '../../../../src-shared/lib/random.ts';
import type { Random } from '../../../../src-shared/lib/random.ts';
import { floatImage, imageOf, channelsOf, withImage } from '../../data/image.ts';
import type { FloatImage } from '../../data/image.ts';
import type { Transform } from '../transform.ts';

export interface ContrastParameters {
  readonly factor: number;
}

/**
 * Moves values away from or towards the mean of their channel by one factor,
 * kept within the channel's old smallest and largest value.
 *
 * batchgenerators' ContrastAugmentation with `preserve_range` and without
 * `per_channel`: a factor of its own for each channel would tint colour pictures.
 */
export function contrast(range: readonly [number, number]): Transform<ContrastParameters> {
  return {
    name: 'contrast',
    draw: (_sample, random) => ({ factor: aroundOne(range, random) }),
    apply: (sample, { factor }) => withImage(sample, contrasted(imageOf(sample), factor)),
    describe: ({ factor }) => `contrast × ${factor.toFixed(2)}`,
  };
}

/** batchgenerators' draw: half the time below 1 and half the time above, where the range has both. */
function aroundOne([low, high]: readonly [number, number], random: Random): number {
  if (low >= 1 || high <= 1) return between(low, high, random);
  return random() < 0.5 ? between(low, 1, random) : between(1, high, random);
}

function contrasted(image: FloatImage, factor: number): FloatImage {
  const channels = channelsOf(image);
  const { data } = image;
  const result = new Float32Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    let low = Infinity;
    let high = -Infinity;
    for (let i = channel; i < data.length; i += channels) {
      const value = data[i] as number;
      sum += value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const mean = sum / (data.length / channels);
    for (let i = channel; i < data.length; i += channels) {
      const value = ((data[i] as number) - mean) * factor + mean;
      result[i] = value < low ? low : value > high ? high : value;
    }
  }
  return floatImage(result, image.shape);
}
