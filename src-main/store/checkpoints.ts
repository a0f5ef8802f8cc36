import type { CheckpointLine, JournalStamp } from '../../src-shared/domain/journal.ts';
import type { CheckpointInfo } from '../../src-shared/domain/run.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { requireRun } from './run-rows.ts';

/** Adds a checkpoint and takes out those that were removed for it. */
export function insertCheckpoint(db: Database, run: number, line: CheckpointLine & JournalStamp): void {
  for (const name of line.removed) sql(db, 'DELETE FROM checkpoints WHERE run = ? AND name = ?').run(run, name);
  sql(
    db,
    `INSERT OR REPLACE INTO checkpoints (run, name, epoch, step, best, reason, size_bytes, time_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(run, line.name, line.epoch, line.step, line.best ? 1 : 0, line.reason, line.sizeBytes, line.timeMs);
}

/** Newest first. Of those that were the best in their time, only the newest is the best. */
export function listCheckpoints(db: Database, { runId }: { readonly runId: string }): readonly CheckpointInfo[] {
  const rows = sql<{ name: string; epoch: number; step: number; best: 0 | 1; reason: string; size_bytes: number; time_ms: number }>(
    db,
    'SELECT * FROM checkpoints WHERE run = ? ORDER BY step DESC, time_ms DESC',
  ).all(requireRun(db, runId).key);
  const best = rows.find((row) => row.best === 1);
  return rows.map((row, place) => ({
    runId,
    name: row.name,
    epoch: row.epoch,
    step: row.step,
    best: row === best,
    last: place === 0,
    reason: row.reason,
    sizeBytes: row.size_bytes,
    timeMs: row.time_ms,
  }));
}
