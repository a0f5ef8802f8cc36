import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { floatImage, channelsOf } from '../image.ts';
import type { FloatImage } from '../image.ts';

/**
 * Brings every channel to mean 0 and standard deviation 1 (of the population).
 *
 * Channels go alone, because they may be different things: CT and PET, or two
 * stains. A channel of one value becomes 0.
 */
export function zScore(image: DenseArray): FloatImage {
  const channels = channelsOf(image);
  const { data } = image;
  const result = new Float32Array(data.length);
  const count = data.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let i = channel; i < data.length; i += channels) sum += data[i] as number;
    const mean = sum / count;
    let squares = 0;
    for (let i = channel; i < data.length; i += channels) squares += ((data[i] as number) - mean) ** 2;
    const deviation = Math.sqrt(squares / count);
    const factor = deviation > 0 ? 1 / deviation : 0;
    for (let i = channel; i < data.length; i += channels) result[i] = ((data[i] as number) - mean) * factor;
  }
  return floatImage(result, image.shape);
}
