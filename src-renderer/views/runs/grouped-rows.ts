import type { RunEntry } from '../../../src-shared/api/runs.ts';
import type { RunSummary } from '../../../src-shared/domain/run.ts';
import type { StudySummary } from '../../../src-shared/domain/study.ts';
import { PAGE_ROWS, rowAt } from '../../stores/pages.ts';
import type { SparseList } from '../../stores/pages.ts';

/** A row of the table: a run, one of an unfolded study, or the study itself. */
export type ListedRow =
  | { readonly kind: 'run'; readonly run: RunSummary; readonly inStudy: boolean }
  | { readonly kind: 'study'; readonly study: StudySummary; readonly open: boolean };

/** A study whose runs stand below it. */
interface Unfolded {
  /** Its place in the list that has a row for each study. */
  readonly at: number;
  readonly runs: readonly RunSummary[];
}

/**
 * The list with the runs of unfolded studies below them.
 *
 * Row numbers count both; only studies that are in sight can be unfolded, so
 * that the places of all of them are known, however long the list.
 */
export class GroupedRows {
  readonly total: number;
  readonly #list: SparseList<RunEntry>;
  readonly #unfolded: readonly Unfolded[];

  /** @param runsOf the runs of each study that is unfolded, by its id. */
  constructor(list: SparseList<RunEntry>, runsOf: ReadonlyMap<string, readonly RunSummary[]>) {
    this.#list = list;
    this.#unfolded = runsOf.size === 0 ? [] : findUnfolded(list, runsOf);
    this.total = list.total + this.#unfolded.reduce((sum, { runs }) => sum + runs.length, 0);
  }

  /** Null while it is on its way. */
  at(row: number): ListedRow | null {
    const { entry, member } = this.#locate(row);
    if (member !== null) return { kind: 'run', run: member, inStudy: true };
    const found = rowAt(this.#list, entry);
    if (found === null) return null;
    if (found.kind === 'run') return { kind: 'run', run: found.run, inStudy: false };
    return { kind: 'study', study: found.study, open: this.#unfolded.some(({ at }) => at === entry) };
  }

  /** Which row of the list itself a row stands in. */
  entryOf(row: number): number {
    return this.#locate(row).entry;
  }

  #locate(row: number): { readonly entry: number; readonly member: RunSummary | null } {
    let above = 0;
    for (const { at, runs } of this.#unfolded) {
      const first = at + above + 1;
      if (row < first) break;
      const member = runs[row - first];
      if (member) return { entry: at, member };
      above += runs.length;
    }
    return { entry: row - above, member: null };
  }
}

function findUnfolded({ pages }: SparseList<RunEntry>, runsOf: ReadonlyMap<string, readonly RunSummary[]>): readonly Unfolded[] {
  const found: Unfolded[] = [];
  for (const [page, rows] of [...pages].sort(([a], [b]) => a - b)) {
    rows.forEach((entry, i) => {
      const runs = entry.kind === 'study' ? runsOf.get(entry.study.id) : undefined;
      if (runs) found.push({ at: page * PAGE_ROWS + i, runs });
    });
  }
  return found;
}
