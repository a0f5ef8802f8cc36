import type { Page } from '../../src-shared/api/method.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { requireRun } from './run-rows.ts';

export interface Message {
  readonly timeMs: number;
  readonly epoch: number;
  readonly step: number;
  readonly severity: 'note' | 'warning';
  readonly text: string;
  readonly path: string | null;
}

export function insertMessage(db: Database, run: number, message: Message): void {
  sql(
    db,
    `INSERT INTO messages (run, n, time_ms, epoch, step, severity, text, path)
     VALUES (@run, (SELECT coalesce(max(n), -1) + 1 FROM messages WHERE run = @run), @timeMs, @epoch, @step, @severity, @text, @path)`,
  ).run({ run, ...message });
}

/** Newest first. `superseded` is set where a later attempt has done the step anew. */
export function listMessages(
  db: Database,
  { runId, offset, limit }: { readonly runId: string; readonly offset: number; readonly limit: number },
): Page<Message & { readonly superseded: boolean }> {
  const { key } = requireRun(db, runId);
  const rows = sql<Message & { superseded: 0 | 1 }>(
    db,
    `SELECT time_ms AS timeMs, epoch, step, severity, text, path, superseded FROM messages WHERE run = ? ORDER BY n DESC LIMIT ? OFFSET ?`,
  ).all(key, limit, offset);
  const total = sql<{ total: number }>(db, 'SELECT count(*) AS total FROM messages WHERE run = ?').get(key)?.total ?? 0;
  return { total, rows: rows.map((row) => ({ ...row, superseded: row.superseded === 1 })) };
}

export function countWarnings(db: Database, run: number): number {
  return sql<{ count: number }>(db, "SELECT count(*) AS count FROM messages WHERE run = ? AND severity = 'warning'").get(run)?.count ?? 0;
}
