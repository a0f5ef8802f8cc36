import { SIDES } from '../../../src-shared/domain/sample.ts';
import type { Side } from '../../../src-shared/domain/sample.ts';
import type { RunDetail } from '../../../src-shared/domain/run.ts';
import { lastOwnLook } from '../../../src-shared/lib/test-looks.ts';

/** The sides of a run that predictions can be of; test only once somebody has looked at it itself. */
export function sideChoices({ split, looks }: Pick<RunDetail, 'split' | 'looks'>): readonly { readonly key: Side; readonly title: string; readonly disabled: boolean }[] {
  const isOpen = lastOwnLook(looks) !== null;
  const titles: Readonly<Record<Side, string>> = { train: 'Train', val: 'Validation', test: isOpen ? 'Test' : 'Test, not opened' };
  return SIDES.map((key) => ({ key, title: titles[key], disabled: key === 'test' ? !isOpen : split[key].samples === 0 }));
}

/** The side that an address names, else validation where there is one. */
export function readSide(named: unknown, { split }: Pick<RunDetail, 'split'>): Side {
  return SIDES.find((side) => side === named) ?? (split.val.samples > 0 ? 'val' : 'train');
}

/** A class number in an address; null for none. */
export function readClass(named: unknown): number | null {
  return typeof named === 'string' && /^\d{1,6}$/.test(named) ? Number(named) : null;
}
