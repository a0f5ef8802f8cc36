import type { ClassCount } from '../domain/dataset.ts';
import type { Side } from '../domain/sample.ts';

/** How many masks of a side show a number. */
export interface MaskCount {
  readonly value: number;
  readonly side: Side | 'none';
  readonly count: number;
}

/**
 * The classes that the numbers in masks stand for, the background first.
 *
 * Numbers that the data name have these names, also where no mask shows them.
 * Of others, 0 is the background; a single number beside it is the foreground,
 * several are called by their numbers. The lowest number is class 0, whatever
 * it is: masks without any 0 have no background.
 */
export function maskClasses(counts: readonly MaskCount[], names: Readonly<Record<string, string>> = {}): readonly ClassCount[] {
  const bySide = new Map<number, Partial<Record<Side | 'none', number>>>(Object.keys(names).map((value) => [Number(value), {}]));
  for (const { value, side, count } of counts) bySide.set(value, { ...bySide.get(value), [side]: count });
  const values = [...bySide.keys()].sort((a, b) => a - b);
  return values.map((value) => {
    const sides = bySide.get(value) ?? {};
    return { label: names[value] ?? nameOf(value, values), value, count: Object.values(sides).reduce((sum, count) => sum + count, 0), bySide: sides };
  });
}

function nameOf(value: number, values: readonly number[]): string {
  if (value === 0) return 'background';
  return values.length === 2 && values[0] === 0 ? 'foreground' : `label ${value}`;
}
