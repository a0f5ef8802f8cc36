import type { DenseArray } from '../../src-shared/domain/array.ts';
import { BadImage } from './bad-image.ts';

/** More numbers than any mask has classes: it is a picture then. */
const MOST_VALUES = 256;

/**
 * Pixels as a mask: one whole number each, [height, width, 1] or [z, y, x, 1]
 * (int32).
 *
 * Grey keeps its numbers, opacity is dropped, and colours become one number
 * each (65,536 red + 256 green + blue).
 *
 * @throws BadImage if a value is no whole number.
 */
export function toMask(array: DenseArray): DenseArray<Int32Array> {
  const channels = array.shape.at(-1) ?? 1;
  if (channels > 4) throw new BadImage(`expected a mask of one number or one colour for each pixel, but found ${channels} channels`);
  const data = new Int32Array(array.data.length / channels);
  const number = channels < 3 ? (at: number) => array.data[at] as number : (at: number) => colourAt(array, at);
  for (let i = 0, at = 0; i < data.length; i++, at += channels) {
    const value = number(at);
    if (!Number.isInteger(value)) throw new BadImage(`expected whole numbers in a mask, but found ${value}`);
    data[i] = value;
  }
  return { data, shape: [...array.shape.slice(0, -1), 1], dtype: 'int32' };
}

function colourAt({ data, dtype }: DenseArray, at: number): number {
  if (dtype !== 'uint8') throw new BadImage(`expected a colour mask of eight bits for each colour, but found ${dtype}`);
  return 65_536 * (data[at] as number) + 256 * (data[at + 1] as number) + (data[at + 2] as number);
}

/**
 * The numbers in a mask, each once, in rising order.
 *
 * @throws BadImage if there are so many that it must be a picture.
 */
export function maskValues({ data }: DenseArray<Int32Array>): readonly number[] {
  const values = new Set<number>();
  let last = Number.NaN;
  for (const value of data) {
    if (value === last) continue;
    last = value;
    values.add(value);
    if (values.size > MOST_VALUES) {
      throw new BadImage(`expected a mask of at most ${MOST_VALUES} different numbers, but found more: it may be a picture, or was saved as JPEG, which changes numbers`);
    }
  }
  return [...values].sort((a, b) => a - b);
}

/**
 * The mask with class numbers: 255 becomes 1 where `values` is [0, 255].
 *
 * @throws BadImage for a number that stands for no class.
 */
export function toClasses(mask: DenseArray<Int32Array>, values: readonly number[]): DenseArray<Int32Array> {
  const places = new Map(values.map((value, place) => [value, place]));
  let last = Number.NaN;
  let place = 0;
  const data = mask.data.map((value) => {
    if (value !== last) {
      const found = places.get(value);
      if (found === undefined) throw new BadImage(`expected one of ${values.join(', ')} in the mask, but found ${value}`);
      place = found;
      last = value;
    }
    return place;
  });
  return { ...mask, data };
}
