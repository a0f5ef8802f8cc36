import type { Page } from '../../src-shared/api/method.ts';
import type { RunEntry } from '../../src-shared/api/runs.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { clausesOf, listRuns, toSummary } from './run-list.ts';
import type { RunQuestion } from './run-list.ts';
import type { RunRow } from './run-rows.ts';
import { studySummary } from './studies.ts';

/**
 * A page of the list in which a study is one row: that of its first run that
 * fits. In the bin runs are shown one by one: some of a study may be there.
 */
export function listEntries(db: Database, question: RunQuestion): Page<RunEntry> {
  if (question.filter.binned || !hasStudies(db)) {
    const { total, rows } = listRuns(db, question);
    return { total, rows: rows.map((run) => ({ kind: 'run', run })) };
  }
  const { where, values, order } = clausesOf(db, question.filter, question.sort);
  // The other columns beside min() are those of the row that has it.
  const heads = `SELECT r.*, min(coalesce(r.study_member, 0)) AS head FROM runs r WHERE ${where} GROUP BY coalesce(r.study_id, r.id)`;
  const rows = db.prepare<unknown[], RunRow>(`SELECT r.* FROM (${heads}) r ORDER BY ${order} LIMIT ? OFFSET ?`).all(...values, question.limit, question.offset);
  const total = db.prepare<unknown[], { total: number }>(`SELECT count(DISTINCT coalesce(r.study_id, r.id)) AS total FROM runs r WHERE ${where}`).get(...values)?.total ?? 0;
  return { total, rows: rows.map((row) => toEntry(db, row)) };
}

/** Grouping looks at every row: not where there is nothing to group. */
function hasStudies(db: Database): boolean {
  return sql<{ found: 0 | 1 }>(db, 'SELECT EXISTS (SELECT 1 FROM runs WHERE study_id IS NOT NULL) AS found').get()?.found === 1;
}

function toEntry(db: Database, row: RunRow): RunEntry {
  if (row.study_id === null) return { kind: 'run', run: toSummary(db, row) };
  return { kind: 'study', study: studySummary(db, { studyId: row.study_id }) };
}
