import type { ClassCount } from '../domain/dataset.ts';
import type { Side } from '../domain/sample.ts';

/** How many masks of a side show a number. */
export interface MaskCount {
  readonly value: number;
  readonly side: Side | 'none';
  readonly count: number;
}

type Names = Readonly<Record<string, string>>;

/** Where labels are not known: no loss and no metric counts them. */
export const IGNORED_LABEL = -1;

/**
 * The classes that the numbers in masks stand for, the background first.
 *
 * Numbers that the data name have these names, also where no mask shows them.
 * Of others, 0 is the background, which is there even where no mask shows it;
 * a single number beside it is the foreground, several are called by their
 * numbers. Numbers that count for nothing are of no class: see `isIgnored`.
 */
export function maskClasses(counts: readonly MaskCount[], names: Names = {}): readonly ClassCount[] {
  const bySide = new Map<number, Partial<Record<Side | 'none', number>>>(Object.keys(names).map((value) => [Number(value), {}]));
  for (const { value, side, count } of counts) bySide.set(value, { ...bySide.get(value), [side]: count });
  if (bySide.size > 0) bySide.set(0, bySide.get(0) ?? {});
  const values = [...bySide.keys()].filter((value) => !isIgnored(value, names)).sort((a, b) => a - b);
  return values.map((value) => {
    const sides = bySide.get(value) ?? {};
    return { label: names[value] ?? nameOf(value, values), value, count: Object.values(sides).reduce((sum, count) => sum + count, 0), bySide: sides };
  });
}

/** Whether pixels of a number count for nothing: those below 0, and what nnU-Net calls "ignore". */
export function isIgnored(value: number, names: Names = {}): boolean {
  return value < 0 || names[value]?.toLowerCase() === 'ignore';
}

/**
 * The numbers in masks by class number, as runs keep them. Behind them, parted
 * by -1, stand numbers from 0 on that count for nothing: [0, 1, -1, 2] where 2
 * is ignored.
 */
export function maskCode(classes: readonly Pick<ClassCount, 'value'>[], names: Names = {}): readonly number[] {
  const ignored = Object.keys(names).map(Number).filter((value) => value >= 0 && isIgnored(value, names));
  return withIgnored(classes.flatMap(({ value }) => value ?? []), ignored);
}

/** The two parts of what `maskCode` gives. */
export function readMaskCode(code: readonly number[]): { readonly values: readonly number[]; readonly ignored: readonly number[] } {
  const end = code.indexOf(IGNORED_LABEL);
  return end === -1 ? { values: code, ignored: [] } : { values: code.slice(0, end), ignored: code.slice(end + 1) };
}

export function withIgnored(values: readonly number[], ignored: readonly number[]): readonly number[] {
  return ignored.length === 0 ? values : [...values, IGNORED_LABEL, ...ignored];
}

function nameOf(value: number, values: readonly number[]): string {
  if (value === 0) return 'background';
  return values.length === 2 && values[0] === 0 ? 'foreground' : `label ${value}`;
}
