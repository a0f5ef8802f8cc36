import type { ClassCount } from '../../src-shared/domain/dataset.ts';
import { SIDES } from '../../src-shared/domain/sample.ts';
import type { ClassFilter } from './class-filter.ts';

export const BAR_SIDES = [...SIDES, 'none'] as const;
export type BarSide = (typeof BAR_SIDES)[number];

export interface BarPart {
  readonly side: BarSide;
  readonly count: number;
}

/** The sides that any class has samples on, in their fixed order. */
export function sidesIn(classes: readonly ClassCount[]): readonly BarSide[] {
  return BAR_SIDES.filter((side) => classes.some((each) => (each.bySide[side] ?? 0) > 0));
}

/** The parts of a class's bar, without empty ones. */
export function barParts({ bySide }: ClassCount): readonly BarPart[] {
  return BAR_SIDES.map((side) => ({ side, count: bySide[side] ?? 0 })).filter(({ count }) => count > 0);
}

/** "cat 120 samples, train 100, test 20" */
export function classInWords({ label, count, bySide }: ClassCount): string {
  const sides = BAR_SIDES.filter((side) => side !== 'none' && (bySide[side] ?? 0) > 0).map((side) => `${side} ${(bySide[side] ?? 0).toLocaleString('en')}`);
  return [`${label} ${count.toLocaleString('en')} ${count === 1 ? 'sample' : 'samples'}`, ...sides].join(', ');
}

export function sameFilter(one: ClassFilter | null, other: ClassFilter): boolean {
  return one !== null && one.label === other.label && one.side === other.side;
}
