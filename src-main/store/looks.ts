import type { TestLook } from '../../src-shared/domain/run.ts';
import { sql, toMeasured } from './database.ts';
import type { Database } from './database.ts';

/** Counts and dates a look at the test side. A look is never taken back, also where its step is done anew. */
export function insertLook(db: Database, run: number, n: number, look: TestLook & { readonly checkpoint: string }): void {
  sql(db, 'INSERT INTO test_looks (run, n, time_ms, epoch, checkpoint, "values") VALUES (?, ?, ?, ?, ?, ?)').run(
    run,
    n,
    look.timeMs,
    look.epoch,
    look.checkpoint,
    // JSON turns what is not finite into null.
    JSON.stringify(look.values),
  );
}

export function listLooks(db: Database, run: number): readonly TestLook[] {
  const rows = sql<{ time_ms: number; epoch: number; values: string }>(
    db,
    'SELECT time_ms, epoch, "values" FROM test_looks WHERE run = ? ORDER BY n',
  ).all(run);
  return rows.map((row) => ({ timeMs: row.time_ms, epoch: row.epoch, values: readValues(row.values) }));
}

function readValues(text: string): Readonly<Record<string, number>> {
  const values = JSON.parse(text) as Readonly<Record<string, number | null>>;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toMeasured(value)]));
}
