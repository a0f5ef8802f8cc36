import type { DraftRuns } from '../../src-shared/api/training.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { toSummary } from './run-list.ts';
import type { RunRow } from './run-rows.ts';

/** How many runs each draft has outside of the bin, and the newest of them; runs of drafts that are gone are nobody's. */
export function listDraftRuns(db: Database): readonly DraftRuns[] {
  return sql<RunRow & { readonly count: number; readonly experiment_id: string }>(
    db,
    // The other columns beside max() are those of the row that has it.
    `SELECT r.*, count(*) AS count, max(r.created_ms) FROM runs r JOIN drafts d ON d.id = r.experiment_id
     WHERE r.binned_ms IS NULL GROUP BY r.experiment_id ORDER BY r.experiment_id`,
  )
    .all()
    .map(({ count, ...row }) => ({ draftId: row.experiment_id, count, latest: toSummary(db, row) }));
}
