import { sql } from '../database.ts';
import type { Database } from '../database.ts';

/** Values that the sparkline of a row in the list has room for. */
const SPARK_VALUES = 32;

/**
 * Brings what the list shows of a run's selection metric up to date: the value
 * that the best checkpoint reached, and the metric by epoch.
 */
export function updateSelection(db: Database, run: number, metric: string): void {
  const best = sql<{ epoch: number; value: number | null }>(
    db,
    `SELECT c.epoch, (SELECT v.value FROM series s JOIN epoch_values v ON v.series = s.key WHERE s.run = c.run AND s.name = ? AND v.epoch = c.epoch) AS value
     FROM checkpoints c WHERE c.run = ? AND c.best = 1 ORDER BY c.step DESC LIMIT 1`,
  ).get(metric, run);
  sql(db, 'UPDATE runs SET selected_epoch = ?, selected_value = ?, spark = ? WHERE key = ?').run(
    best?.epoch ?? null,
    best?.value ?? null,
    JSON.stringify(sparkOf(db, run, metric)),
    run,
  );
}

/** Evenly spaced epochs, counted back from the newest so that it is always among them. */
function sparkOf(db: Database, run: number, metric: string): number[] {
  const epochs = 'FROM series s JOIN epoch_values v ON v.series = s.key WHERE s.run = ? AND s.name = ? AND abs(v.value) < 9e999';
  const range = sql<{ first: number | null; last: number | null }>(db, `SELECT min(v.epoch) AS first, max(v.epoch) AS last ${epochs}`).get(run, metric);
  if (range?.first === null || range?.last === null || range === undefined) return [];
  const stride = Math.ceil((range.last - range.first + 1) / SPARK_VALUES);
  return sql<{ value: number }>(db, `SELECT v.value ${epochs} AND (? - v.epoch) % ? = 0 ORDER BY v.epoch`)
    .all(run, metric, range.last, stride)
    .map(({ value }) => value);
}
