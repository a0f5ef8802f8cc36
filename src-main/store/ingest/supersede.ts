import { sql } from '../database.ts';
import type { RunBatch } from './run-batch.ts';

/**
 * A later attempt does everything from `step` and `epoch` on anew: what
 * earlier attempts said of it goes. Checkpoints count the steps done, so one
 * of `step` itself stays. Messages stay and are marked; looks at the test side stay.
 */
export function supersede(batch: RunBatch, step: number, epoch: number): void {
  const { db, state } = batch;
  batch.flush();
  for (const writer of batch.allWriters()) writer.supersede(step, epoch);
  for (const table of ['images', 'logged', 'confusions', 'predictions']) {
    sql(db, `DELETE FROM ${table} WHERE run = ? AND (step, epoch) >= (?, ?)`).run(state.key, step, epoch);
  }
  sql(db, 'DELETE FROM checkpoints WHERE run = ? AND step > ?').run(state.key, step);
  sql(db, 'UPDATE messages SET superseded = 1 WHERE run = ? AND (step, epoch) >= (?, ?)').run(state.key, step, epoch);
  batch.newestPredictions.clear();
}
