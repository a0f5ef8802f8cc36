import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { floatImage, imageSize } from '../image.ts';
import type { FloatImage } from '../image.ts';

/** Shares of red, green and blue in grey: ITU-R BT.601, as JPEG and most image libraries weigh them. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** Brings grey, grey with opacity, RGB and RGBA to one or three channels; opacity is dropped. */
export function toChannels(image: DenseArray, count: 1 | 3): DenseArray {
  const { channels } = imageSize(image);
  if (channels === count) return image;
  if (channels < 1 || channels > 4) {
    throw new BadInput(`expected an image of 1 to 4 channels, but found ${channels}`, { help: 'Take the channels step out of prepare.' });
  }
  if (count === 1) return channels === 2 ? take(image, [0]) : grey(image);
  return channels === 4 ? take(image, [0, 1, 2]) : take(image, [0, 0, 0]);
}

function grey(image: DenseArray): FloatImage {
  const { height, width, channels } = imageSize(image);
  const { data } = image;
  const result = new Float32Array(height * width);
  for (let i = 0, at = 0; i < result.length; i++, at += channels) {
    result[i] = LUMA[0] * (data[at] as number) + LUMA[1] * (data[at + 1] as number) + LUMA[2] * (data[at + 2] as number);
  }
  return floatImage(result, [height, width, 1]);
}

/** The image made of these of its channels. */
function take(image: DenseArray, wanted: readonly number[]): FloatImage {
  const { height, width, channels } = imageSize(image);
  const { data } = image;
  const result = new Float32Array(height * width * wanted.length);
  for (let at = 0, to = 0; to < result.length; at += channels) {
    for (const channel of wanted) result[to++] = data[at + channel] as number;
  }
  return floatImage(result, [height, width, wanted.length]);
}
