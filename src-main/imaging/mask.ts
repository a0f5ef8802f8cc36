import type { ArrayData, DenseArray } from '../../src-shared/domain/array.ts';
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
  const data = channels < 3 ? numbersOf(array.data, channels) : coloursOf(array, channels);
  return { data, shape: [...array.shape.slice(0, -1), 1], dtype: 'int32' };
}

/** The first of `step` values of each pixel. */
function numbersOf(data: ArrayData, step: number): Int32Array<ArrayBuffer> {
  const numbers = new Int32Array(data.length / step);
  // All at once: a mask of a volume has millions.
  if (step === 1) numbers.set(data);
  else for (let i = 0; i < numbers.length; i++) numbers[i] = data[i * step] as number;
  if (data instanceof Float32Array) expectWhole(data, numbers, step);
  return numbers;
}

function expectWhole(values: Float32Array, numbers: Int32Array, step: number): void {
  for (let i = 0; i < numbers.length; i++) {
    const value = values[i * step] as number;
    if (value !== numbers[i]) throw new BadImage(`expected whole numbers in a mask, but found ${value}`);
  }
}

function coloursOf({ data, dtype }: DenseArray, step: number): Int32Array<ArrayBuffer> {
  if (dtype !== 'uint8') throw new BadImage(`expected a colour mask of eight bits for each colour, but found ${dtype}`);
  const colours = new Int32Array(data.length / step);
  for (let i = 0, at = 0; i < colours.length; i++, at += step) colours[i] = 65_536 * (data[at] as number) + 256 * (data[at + 1] as number) + (data[at + 2] as number);
  return colours;
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
  const data = new Int32Array(mask.data.length);
  const unknown = writePlaces(mask.data, places, data);
  if (unknown !== null) throw new BadImage(`expected one of ${values.join(', ')} in the mask, but found ${unknown}`);
  return { ...mask, data };
}

/** Writes the place of each number, a run of equal ones at a time: few are looked up. Gives the first that has no place. */
function writePlaces(numbers: Int32Array, places: ReadonlyMap<number, number>, to: Int32Array): number | null {
  for (let start = 0, end = 0; start < numbers.length; start = end) {
    const value = numbers[start] as number;
    const place = value < 0 ? IGNORED_LABEL : places.get(value);
    if (place === undefined) return value;
    do end++;
    while (end < numbers.length && numbers[end] === value);
    to.fill(place, start, end);
  }
  return null;
}
