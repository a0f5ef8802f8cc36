import type { LoggedHistogram } from '../../../src-shared/domain/logged.ts';
import type { Task } from '../../../src-shared/schema/kinds.ts';
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

/** What is said where nothing was logged: only of what works is there a yet. */
export function nothingLogged(task: Task, working: boolean): { readonly title: string; readonly text: string } {
  const own = 'Code of your own may log texts, tables, histograms, matrices and curves.';
  if (task !== 'classification') return { title: working ? 'Nothing logged yet' : 'Nothing logged', text: own };
  const curves = working ? 'ROC and PR curves come with the first epoch whose images are saved.' : 'ROC and PR curves come with epochs whose images are saved, and with a test.';
  return { title: working ? 'Nothing logged yet' : 'Nothing logged', text: `${curves} ${own}` };
}
