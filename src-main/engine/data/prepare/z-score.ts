import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { floatImage, channelsOf } from '../image.ts';
import type { FloatImage } from '../image.ts';

/**
 * Brings every channel to mean 0 and standard deviation 1 (of the population).
 *
 * Channels go alone, because they may be different things: CT and PET, or two
 * stains. A channel of one value becomes 0.
 *
 * @param over all pixels, or those that are not 0 in every channel: the others are not looked at and stay 0.
 */
export function zScore(image: DenseArray, over: 'all' | 'nonzero' = 'all'): FloatImage {
  const channels = channelsOf(image);
  const { data } = image;
  const result = new Float32Array(data.length);
  const isSeen = over === 'all' ? null : foreground(image);
  const count = isSeen ? isSeen.reduce((sum, seen) => sum + seen, 0) : data.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    let squares = 0;
    for (let i = channel, pixel = 0; i < data.length; i += channels, pixel++) if (!isSeen || isSeen[pixel]) sum += data[i] as number;
    const mean = sum / count;
    for (let i = channel, pixel = 0; i < data.length; i += channels, pixel++) if (!isSeen || isSeen[pixel]) squares += ((data[i] as number) - mean) ** 2;
    const deviation = Math.sqrt(squares / count);
    const factor = deviation > 0 ? 1 / deviation : 0;
    for (let i = channel, pixel = 0; i < data.length; i += channels, pixel++) if (!isSeen || isSeen[pixel]) result[i] = ((data[i] as number) - mean) * factor;
  }
  return floatImage(result, image.shape);
}

/** 1 for each pixel that is not 0 in every channel. */
function foreground(image: DenseArray): Uint8Array {
  const channels = channelsOf(image);
  const seen = new Uint8Array(image.data.length / channels);
  for (let i = 0; i < image.data.length; i++) if (image.data[i] !== 0) seen[Math.floor(i / channels)] = 1;
  return seen;
}
