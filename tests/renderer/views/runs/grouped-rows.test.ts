import { describe, expect, it } from 'vitest';
import type { RunEntry } from '../../../../src-shared/api/runs.ts';
import type { RunSummary } from '../../../../src-shared/domain/run.ts';
import type { StudySummary } from '../../../../src-shared/domain/study.ts';
import { PAGE_ROWS } from '../../../../src-renderer/stores/pages.ts';
import type { SparseList } from '../../../../src-renderer/stores/pages.ts';
import { GroupedRows } from '../../../../src-renderer/views/runs/grouped-rows.ts';

const run = (id: string) => ({ id }) as RunSummary;
const entry = (id: string): RunEntry => ({ kind: 'run', run: run(id) });
const study = (id: string): RunEntry => ({ kind: 'study', study: { id } as StudySummary });
const list = (entries: readonly RunEntry[]): SparseList<RunEntry> => ({ total: entries.length, pages: new Map([[0, entries]]) });

const words = (rows: GroupedRows) =>
  Array.from({ length: rows.total }, (_, i) => {
    const row = rows.at(i);
    return row === null ? '…' : row.kind === 'study' ? `${row.open ? '▾' : '▸'} ${row.study.id}` : `${row.inStudy ? '  ' : ''}${row.run.id}`;
  });

describe('rows of the list of runs', () => {
  const all = list([entry('a'), study('s'), entry('b'), study('t'), entry('c')]);

  it('are those of the list while nothing is unfolded', () => {
    expect(words(new GroupedRows(all, new Map()))).toEqual(['a', '▸ s', 'b', '▸ t', 'c']);
  });

  it('have the runs of unfolded k-folds below them', () => {
    const rows = new GroupedRows(all, new Map([['t', [run('t1')]], ['s', [run('s1'), run('s2')]]]));
    expect(words(rows)).toEqual(['a', '▾ s', '  s1', '  s2', 'b', '▾ t', '  t1', 'c']);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((row) => rows.entryOf(row))).toEqual([0, 1, 1, 1, 2, 3, 3, 4]);
  });

  it('keep the places of what is not here yet', () => {
    const sparse: SparseList<RunEntry> = { total: 2 * PAGE_ROWS + 1, pages: new Map([[2, [study('s')]]]) };
    const rows = new GroupedRows(sparse, new Map([['s', [run('s1')]]]));
    expect([rows.total, rows.at(0), rows.at(2 * PAGE_ROWS)?.kind, rows.at(2 * PAGE_ROWS + 1)]).toEqual([2 * PAGE_ROWS + 2, null, 'study', { kind: 'run', run: run('s1'), inStudy: true }]);
  });
});
