import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { MedicalImage } from '../../src-shared/domain/volume.ts';
import { IGNORED_LABEL, readMaskCode } from '../../src-shared/lib/mask-classes.ts';
import { BadImage } from './bad-image.ts';

/** More numbers than any mask has classes: it is a picture then. */
const MOST_VALUES = 256;

/**
 * Pixels as a mask: one whole number each, [height, width, 1] or [z, y, x, 1]
 * (int32).
 *
 * Grey keeps its numbers. Of pictures opacity is dropped, and colours become
 * one number each (65,536 red + 256 green + blue); the second volume of a scan
 * is neither.
 *
 * @throws BadImage if a value is no whole number, or a voxel has several.
 */
export function toMask(array: DenseArray & Partial<MedicalImage>): DenseArray<Int32Array> {
  const channels = array.shape.at(-1) ?? 1;
  if (channels > 1 && (array.geometry || array.shape.length > 3)) throw new BadImage(`expected a mask of one number for each voxel, but found ${channels}, as of several volumes in one file: keep the one that holds the classes`);
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
 * The mask with class numbers: 255 becomes 1 where `code` is [0, 255]. What
 * counts for nothing becomes -1: numbers below 0, and those that the code says.
 *
 * @param code as `maskCode` gives it.
 * @throws BadImage for a number that stands for no class.
 */
export function toClasses(mask: DenseArray<Int32Array>, code: readonly number[]): DenseArray<Int32Array> {
  const { values, ignored } = readMaskCode(code);
  const places = new Map([...ignored.map((value) => [value, IGNORED_LABEL] as const), ...values.map((value, place) => [value, place] as const)]);
  let last = Number.NaN;
  let place = 0;
  const data = mask.data.map((value) => {
    if (value !== last) {
      const found = value < 0 ? IGNORED_LABEL : places.get(value);
      if (found === undefined) throw new BadImage(`expected one of ${values.join(', ')} in the mask, but found ${value}`);
      place = found;
      last = value;
    }
    return place;
  });
  return { ...mask, data };
}
