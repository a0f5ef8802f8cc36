import type { LoggedEntry, LoggedTag } from '../../src-shared/api/runs.ts';
import type { LoggedItem, LoggedType } from '../../src-shared/domain/logged.ts';
import type { Logged } from '../../src-shared/domain/train-event.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { requireRun } from './run-rows.ts';

export function insertLogged(db: Database, run: number, { tag, step, epoch, item }: Logged): void {
  sql(db, 'INSERT OR REPLACE INTO logged (run, tag, step, epoch, type, item) VALUES (?, ?, ?, ?, ?, ?)').run(run, tag, step, epoch, item.type, JSON.stringify(item));
}

/** What was logged under which tags, and at which steps; the steps in rising order. */
export function listLogged(db: Database, { runId }: { readonly runId: string }): readonly LoggedTag[] {
  const rows = sql<{ tag: string; type: LoggedType; step: number; epoch: number }>(
    db,
    'SELECT tag, type, step, epoch FROM logged WHERE run = ? ORDER BY tag, step, epoch',
  ).all(requireRun(db, runId).key);
  const tags = new Map<string, { tag: string; type: LoggedType; steps: number[]; epochs: number[] }>();
  for (const { tag, type, step, epoch } of rows) {
    const known = tags.get(tag) ?? { tag, type, steps: [], epochs: [] };
    tags.set(tag, { ...known, type, steps: [...known.steps, step], epochs: [...known.epochs, epoch] });
  }
  return [...tags.values()];
}

/** What a tag held at a step, the newest where none is named; null if nothing. */
export function findLogged(db: Database, { runId, tag, step }: { readonly runId: string; readonly tag: string; readonly step?: number | undefined }): LoggedEntry | null {
  const row = sql<{ step: number; epoch: number; item: string }>(
    db,
    'SELECT step, epoch, item FROM logged WHERE run = ? AND tag = ? AND step = coalesce(?, step) ORDER BY step DESC, epoch DESC LIMIT 1',
  ).get(requireRun(db, runId).key, tag, step ?? null);
  return row ? { tag, step: row.step, epoch: row.epoch, item: JSON.parse(row.item) as LoggedItem } : null;
}
