import type { DenseArray } from '../../../src-shared/domain/array.ts';
import { below, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { spatialOf } from './image.ts';

/**
 * Where the foreground of a mask is: how many pixels of each class lie on each
 * plane along its first axis, row-major [plane, class]. A few kilobytes that
 * spare another look at the whole mask.
 */
export interface ForegroundTable {
  readonly counts: Uint32Array;
  /** One more than the highest class number. */
  readonly classes: number;
}

/** @param labels [height, width, 1] or [z, y, x, 1]; what is below 0 counts for nothing. */
export function foregroundTable({ data, shape: [planes = 1] }: DenseArray): ForegroundTable {
  let highest = 0;
  for (const label of data) if (label > highest) highest = label;
  const classes = highest + 1;
  const counts = new Uint32Array(planes * classes);
  const plane = data.length / planes;
  for (let from = 0, row = 0; from < data.length; from += plane, row += classes) {
    for (const label of data.subarray(from, from + plane)) if (label > 0) counts[row + label] = (counts[row + label] as number) + 1;
  }
  return { counts, classes };
}

/**
 * A pixel that is not background: its class is drawn evenly among those that
 * the mask shows, then the pixel evenly among those of the class; null where
 * there is none.
 */
export function foregroundPixel(labels: DenseArray, { counts, classes }: ForegroundTable, next: Random): readonly number[] | null {
  const totals = new Array<number>(classes).fill(0);
  for (const [i, count] of counts.entries()) totals[i % classes] = (totals[i % classes] as number) + count;
  const shown = totals.flatMap((total, label) => (label > 0 && total > 0 ? [label] : []));
  if (shown.length === 0) return null;
  const label = pick(shown, next);
  let left = below(totals[label] as number, next);
  let plane = 0;
  for (; left >= (counts[plane * classes + label] as number); plane++) left -= counts[plane * classes + label] as number;
  const lengths = spatialOf(labels);
  const size = labels.data.length / (lengths[0] ?? 1);
  for (let i = plane * size; i < (plane + 1) * size; i++) {
    if (labels.data[i] === label && left-- === 0) return placeOf(i, lengths);
  }
  throw new Error(`expected ${totals[label]} pixels of class ${label}, but found fewer`);
}

/** The place of a pixel along each axis, from its number in row-major order. */
function placeOf(number: number, lengths: readonly number[]): readonly number[] {
  let rest = number;
  return lengths.reduceRight<number[]>((place, length) => {
    place.unshift(rest % length);
    rest = Math.floor(rest / length);
    return place;
  }, []);
}
