import type { LoggedHistogram } from '../../../src-shared/domain/logged.ts';
import type { Bin } from '../../charts/bin.ts';

/** A logged histogram as the bars of a chart. */
export function binsOf({ edges, counts }: LoggedHistogram): readonly Bin[] {
  return counts.map((count, i) => ({ from: edges[i] ?? Number.NaN, to: edges[i + 1] ?? Number.NaN, count }));
}

/** Numbers with four digits that matter; nothing as a dash. */
export function cellInWords(cell: string | number | null): string {
  if (cell === null) return '–';
  return typeof cell === 'number' && !Number.isInteger(cell) ? String(Number(cell.toPrecision(4))) : String(cell);
}
