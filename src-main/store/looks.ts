import type { TestedElsewhere, TestLook } from '../../src-shared/domain/run.ts';
import { sql, toMeasured } from './database.ts';
import type { Database } from './database.ts';

/** Adds a look to those of a run. None is ever taken back, also where its step is done anew. */
export function insertLook(db: Database, run: number, look: TestLook & { readonly checkpoint: string }): void {
  sql(
    db,
    `INSERT INTO test_looks (run, n, time_ms, epoch, checkpoint, "values", elsewhere)
     VALUES (@run, (SELECT count(*) FROM test_looks WHERE run = @run), @timeMs, @epoch, @checkpoint, @values, @elsewhere)`,
  ).run({
    run,
    timeMs: look.timeMs,
    epoch: look.epoch,
    checkpoint: look.checkpoint,
    // JSON turns what is not finite into null.
    values: JSON.stringify(look.values),
    elsewhere: look.elsewhere && JSON.stringify(look.elsewhere),
  });
}

export function listLooks(db: Database, run: number): readonly TestLook[] {
  const rows = sql<{ time_ms: number; epoch: number; values: string; elsewhere: string | null }>(
    db,
    'SELECT time_ms, epoch, "values", elsewhere FROM test_looks WHERE run = ? ORDER BY n',
  ).all(run);
  return rows.map((row) => ({
    timeMs: row.time_ms,
    epoch: row.epoch,
    values: readValues(row.values),
    elsewhere: row.elsewhere === null ? null : (JSON.parse(row.elsewhere) as TestedElsewhere),
  }));
}

function readValues(text: string): Readonly<Record<string, number>> {
  const values = JSON.parse(text) as Readonly<Record<string, number | null>>;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toMeasured(value)]));
}
