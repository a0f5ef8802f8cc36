import type { Page } from '../../src-shared/api/method.ts';
import type { OutOfFoldRow } from '../../src-shared/api/studies.ts';
import type { PredictionRow } from '../../src-shared/domain/run.ts';
import type { Side } from '../../src-shared/domain/sample.ts';
import type { Prediction } from '../../src-shared/domain/train-event.ts';
import { partFilter } from '../../src-shared/lib/dataset-part.ts';
import type { DatasetPart } from '../../src-shared/lib/dataset-part.ts';
import { parseAlias } from '../../src-shared/lib/alias.ts';
import { fromMeasured, sql, toMeasured } from './database.ts';
import type { Database } from './database.ts';
import { requireRun } from './run-rows.ts';
import type { RunRow } from './run-rows.ts';
import { TRAINABLE } from './samples.ts';

/** The newest epoch of a side in an attempt that has predictions; null if none has. */
export function newestPredictedEpoch(db: Database, run: number, side: Side, attempt: number): number | null {
  return (
    sql<{ epoch: number | null }>(db, 'SELECT max(epoch) AS epoch FROM predictions WHERE run = ? AND side = ? AND attempt = ?').get(run, side, attempt)
      ?.epoch ?? null
  );
}

export function insertPrediction(db: Database, run: number, attempt: number, line: Prediction): void {
  sql(
    db,
    `INSERT OR REPLACE INTO predictions (run, side, attempt, epoch, path, hash, step, truth, predicted, confidence, loss, scores)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    run,
    line.side,
    attempt,
    line.epoch,
    line.path,
    line.key,
    line.step,
    line.truth,
    line.predicted,
    fromMeasured(line.confidence),
    fromMeasured(line.loss),
    line.scores === undefined ? null : JSON.stringify(line.scores),
  );
}

const NEWEST = 'SELECT attempt, epoch FROM predictions WHERE run = @run AND side = @side ORDER BY attempt DESC, epoch DESC LIMIT 1';

/**
 * Removes all predictions of a side but those of the newest epoch: before the
 * first of the next epoch is added. So there are always two, and a resume in
 * the middle of the newest falls back to the one before.
 */
export function keepNewestPredictions(db: Database, run: number, side: Side): void {
  sql(db, `DELETE FROM predictions WHERE run = @run AND side = @side AND (attempt, epoch) < (${NEWEST})`).run({ run, side });
}

export interface PredictionQuestion {
  readonly runId: string;
  readonly side: Side;
  readonly truth?: number | undefined;
  readonly predicted?: number | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Predictions of the newest epoch that has them, or of the newest look at the test side; worst first: a loss that is no number is the worst. */
export function listPredictions(db: Database, { runId, side, truth, predicted, offset, limit }: PredictionQuestion): Page<PredictionRow> {
  const run = requireRun(db, runId);
  const cell = `${truth === undefined ? '' : ' AND p.truth = @truth'}${predicted === undefined ? '' : ' AND p.predicted = @predicted'}`;
  const from = `FROM predictions p WHERE p.run = @run AND p.side = @side AND (p.attempt, p.epoch) = (${NEWEST})${cell}`;
  const values = { run: run.key, side, ...(truth === undefined ? {} : { truth }), ...(predicted === undefined ? {} : { predicted }) };
  const rows = sql<PredictedRow>(db, `SELECT ${COLUMNS} ${from} ${WORST_FIRST} LIMIT @limit OFFSET @offset`).all({ ...values, offset, limit });
  const find = finderOf(db, run);
  return {
    total: sql<{ total: number }>(db, `SELECT count(*) AS total ${from}`).get(values)?.total ?? 0,
    rows: rows.map((row) => toPrediction(find, row)),
  };
}

/** Predictions of the test sides of several runs, of the newest look at each; worst first over all. */
export function pooledPredictions(db: Database, runs: readonly RunRow[], { truth, predicted, offset, limit }: Omit<PredictionQuestion, 'runId' | 'side'>): Page<OutOfFoldRow> {
  const byKey = new Map(runs.map((run) => [run.key, { run, find: finderOf(db, run) }]));
  const cell = `${truth === undefined ? '' : ' AND p.truth = @truth'}${predicted === undefined ? '' : ' AND p.predicted = @predicted'}`;
  const newest = "SELECT q.attempt, q.epoch FROM predictions q WHERE q.run = p.run AND q.side = 'test' ORDER BY q.attempt DESC, q.epoch DESC LIMIT 1";
  const from = `FROM json_each(@runs) each JOIN predictions p ON p.run = each.value WHERE p.side = 'test' AND (p.attempt, p.epoch) = (${newest})${cell}`;
  const values = { runs: JSON.stringify([...byKey.keys()]), ...(truth === undefined ? {} : { truth }), ...(predicted === undefined ? {} : { predicted }) };
  const rows = sql<PredictedRow>(db, `SELECT ${COLUMNS} ${from} ${WORST_FIRST} LIMIT @limit OFFSET @offset`).all({ ...values, offset, limit });
  return {
    total: sql<{ total: number }>(db, `SELECT count(*) AS total ${from}`).get(values)?.total ?? 0,
    rows: rows.flatMap((row) => {
      const found = byKey.get(row.run);
      return found ? [{ ...toPrediction(found.find, row), runId: found.run.id, member: found.run.study_member ?? 0 }] : [];
    }),
  };
}

const COLUMNS = 'p.run, p.epoch, p.hash, p.path, p.truth, p.predicted, p.confidence, p.loss, p.scores';
const WORST_FIRST = 'ORDER BY p.loss DESC NULLS FIRST, p.path';

interface PredictedRow {
  readonly run: number;
  readonly epoch: number;
  readonly hash: string;
  readonly path: string;
  readonly truth: number;
  readonly predicted: number;
  readonly confidence: number | null;
  readonly loss: number | null;
  readonly scores: string | null;
}

function toPrediction(find: SampleFinder, row: PredictedRow): PredictionRow {
  return {
    key: row.hash,
    ...sampleOf(find(row.hash, row.path), row.path),
    epoch: row.epoch,
    truth: row.truth,
    predicted: row.predicted,
    confidence: toMeasured(row.confidence),
    loss: toMeasured(row.loss),
    scores: row.scores === null ? null : (JSON.parse(row.scores) as Record<string, number>),
  };
}

/** Under the path that the index has for it; under its alias once that is gone. */
function sampleOf(found: Found | null, alias: string): Pick<PredictionRow, 'sampleId' | 'path' | 'shape'> {
  return { sampleId: found?.id ?? null, path: found?.path ?? alias, shape: found === null || found.shape === null ? null : (JSON.parse(found.shape) as number[]) };
}

/** Finds the sample that a prediction is of. */
type SampleFinder = (hash: string, path: string) => Found | null;

interface Found {
  readonly id: number;
  readonly path: string;
  readonly shape: string | null;
}

/** Among what a run could have been trained on, as equal contents were numbered when it was made. */
function finderOf(db: Database, run: RunRow): SampleFinder {
  const fits = partFilter(partOf(db, run.key));
  const alike = sql<Found & { readonly label: string | null }>(
    db,
    `SELECT s.id, s.path, s.shape, s.label FROM datasets d JOIN samples s ON s.dataset = d.key WHERE d.id = ? AND d.removed_ms IS NULL AND s.hash = unhex(?) AND ${TRAINABLE}`,
  );
  // Thousands of empty slices may be alike.
  const known = new Map<string, readonly Found[]>();
  return (hash, path) => {
    const twins = known.get(hash) ?? alike.all(run.dataset_id, hash).filter(fits).sort((a, b) => (a.path < b.path ? -1 : 1));
    known.set(hash, twins);
    return twinOf(twins, path);
  };
}

/** The one of the same path, or that an alias numbers; any where there are fewer by now. */
function twinOf(twins: readonly Found[], path: string): Found | null {
  return twins.find((each) => each.path === path) ?? twins[(parseAlias(path)?.twin ?? 1) - 1] ?? twins.at(-1) ?? null;
}

function partOf(db: Database, run: number): DatasetPart {
  const row = sql<{ paths: string | null; classes: string | null }>(db, "SELECT spec ->> '$.dataset.onlyPaths' AS paths, spec -> '$.dataset.onlyClasses' AS classes FROM run_details WHERE run = ?").get(run);
  return { onlyPaths: row?.paths ?? null, onlyClasses: JSON.parse(row?.classes ?? 'null') as readonly string[] | null };
}
