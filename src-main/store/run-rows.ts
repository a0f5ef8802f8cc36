import type { MetricMode } from '../../src-shared/domain/metric.ts';
import type { RunStatus } from '../../src-shared/domain/run.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { touch } from './changes.ts';
import { sql, transaction } from './database.ts';
import type { Database } from './database.ts';

export interface RunRow {
  readonly key: number;
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly status_ms: number;
  readonly message: string | null;
  readonly dataset_id: string | null;
  readonly dataset_name: string;
  readonly model: string;
  readonly backend: string | null;
  readonly created_ms: number;
  readonly started_ms: number | null;
  readonly ended_ms: number | null;
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps_per_epoch: number | null;
  readonly ms_per_step: number | null;
  readonly samples_per_second: number | null;
  readonly select_metric: string;
  readonly select_mode: MetricMode;
  readonly selected_epoch: number | null;
  readonly selected_value: number | null;
  readonly spark: string;
  readonly test_looks: number;
  readonly binned_ms: number | null;
  readonly experiment_id: string | null;
  readonly study_id: string | null;
  readonly study_member: number | null;
  readonly study: string | null;
  readonly active_ms: number | null;
}

export function findRun(db: Database, id: string): RunRow | null {
  return sql<RunRow>(db, 'SELECT * FROM runs WHERE id = ?').get(id) ?? null;
}

export function requireRun(db: Database, id: string): RunRow {
  const run = findRun(db, id);
  if (run === null) throw new BadInput(`expected the id of a run, but found ${id}`, { help: 'It may have been removed: look for it under Runs.' });
  return run;
}

export interface StatusChange {
  readonly status: RunStatus;
  /** Why it ended or what it waits for, in one sentence. */
  readonly message: string | null;
  /** Since when it has the status. */
  readonly sinceMs: number;
  readonly endedMs: number | null;
}

/** Sets a run's status unless it has changed since it was looked at; an equal one is no change. */
export function changeStatus(db: Database, run: RunRow, to: StatusChange): void {
  if (run.status === to.status && run.message === to.message) return;
  transaction(db, () => {
    const { changes } = sql(
      db,
      'UPDATE runs SET status = ?, message = ?, ended_ms = ?, status_ms = ? WHERE key = ? AND status = ?',
    ).run(to.status, to.message, to.endedMs, to.sinceMs, run.key, run.status);
    if (changes > 0) touch(db, 'runs', run.id);
  });
}

/** Tells the owner to follow a run's folder: before its trainer is started, for training or for a test. */
export function followRun(db: Database, runId: string, nowMs: number): void {
  transaction(db, () => {
    sql(db, 'UPDATE runs SET active_ms = ? WHERE id = ?').run(nowMs, runId);
    touch(db, 'runs', runId);
  });
}

/** Tables with a `run` column that hold nothing but what the journal said. */
const JOURNALED = ['images', 'checkpoints', 'confusions', 'predictions', 'messages', 'test_looks'] as const;

/** Removes all that was read from a run's journal, so that it can be read anew. */
export function forgetJournal(db: Database, run: number): void {
  const series = 'SELECT key FROM series WHERE run = ?';
  for (const table of ['points', 'buckets', 'epoch_values']) sql(db, `DELETE FROM ${table} WHERE series IN (${series})`).run(run);
  for (const table of ['series', ...JOURNALED]) sql(db, `DELETE FROM ${table} WHERE run = ?`).run(run);
  sql(
    db,
    `UPDATE run_reading SET journal_bytes = 0, journal_lines = 0, left_out = 0, attempt = 0, command = NULL, line_ms = NULL,
       pace_from_ms = NULL, pace_from_step = NULL, pace_to_ms = NULL, pace_to_step = NULL, paced = 0 WHERE run = ?`,
  ).run(run);
  sql(
    db,
    `UPDATE runs SET status = 'interrupted', message = NULL, backend = NULL, started_ms = NULL, ended_ms = NULL, epoch = 0, step = 0,
       steps_per_epoch = NULL, ms_per_step = NULL, samples_per_second = NULL, selected_epoch = NULL, selected_value = NULL,
       spark = '[]', test_looks = 0 WHERE key = ?`,
  ).run(run);
}

export function deleteRun(db: Database, run: Pick<RunRow, 'key' | 'id'>): void {
  forgetJournal(db, run.key);
  sql(db, 'DELETE FROM runs WHERE key = ?').run(run.key);
  touch(db, 'runs', run.id);
  touch(db, 'runs', '');
}
