import type { Page } from '../../src-shared/api/method.ts';
import type { RunFilter, RunSort } from '../../src-shared/api/runs.ts';
import { RUN_STATUSES } from '../../src-shared/domain/run.ts';
import type { RunStatus, RunSummary } from '../../src-shared/domain/run.ts';
import type { RunStudy } from '../../src-shared/domain/run-study.ts';
import { memberName, studyName } from '../../src-shared/lib/study-name.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';
import { isNotResponding } from './not-responding.ts';
import { requireRun } from './run-rows.ts';
import type { RunRow } from './run-rows.ts';
import { parseQuery } from './search.ts';
import type { Condition } from './search.ts';
import { tagsOf } from './tags.ts';

export interface RunQuestion {
  readonly filter: RunFilter;
  readonly sort: RunSort;
  readonly offset: number;
  readonly limit: number;
}

/** A page of the runs that fit a filter. Runs without a value to sort by come last, both ways. */
export function listRuns(db: Database, { filter, sort, offset, limit }: RunQuestion): Page<RunSummary> {
  const { where, values, order } = clausesOf(db, filter, sort);
  const rows = db.prepare<unknown[], RunRow>(`SELECT r.* FROM runs r WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`).all(...values, limit, offset);
  const total = db.prepare<unknown[], { total: number }>(`SELECT count(*) AS total FROM runs r WHERE ${where}`).get(...values)?.total ?? 0;
  return { total, rows: rows.map((row) => toSummary(db, row)) };
}

/** Of a query over `runs r`: the parts that a filter and an order make. */
export function clausesOf(db: Database, filter: RunFilter, sort: RunSort): { readonly where: string; readonly values: readonly (string | number)[]; readonly order: string } {
  const conditions = [...stateConditions(filter), ...parseQuery(filter.query, filter.query === '' ? [] : metricNames(db))];
  return {
    where: conditions.map((condition) => condition.sql).join(' AND '),
    values: conditions.flatMap((condition) => condition.values),
    order: `${SORT_BY[sort.by]} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, r.created_ms DESC, r.key DESC`,
  };
}

export function runSummary(db: Database, { runId }: { readonly runId: string }): RunSummary {
  return toSummary(db, requireRun(db, runId));
}

/** The first of some folders that is that of a run. */
export function knownRunFolder(db: Database, { folders }: { readonly folders: readonly string[] }): string | null {
  return folders.find((folder) => sql<{ found: 1 }>(db, 'SELECT 1 AS found FROM runs WHERE folder = ?').get(folder) !== undefined) ?? null;
}

/** Runs of some states, oldest first; those in the bin among them, for a trainer works on whatever is done with its run. */
export function listRunsOf(db: Database, { statuses }: { readonly statuses: readonly RunStatus[] }): readonly RunSummary[] {
  return sql<RunRow>(db, 'SELECT * FROM runs WHERE status IN (SELECT value FROM json_each(?)) ORDER BY created_ms, key')
    .all(JSON.stringify(statuses))
    .map((row) => toSummary(db, row));
}

const SORT_BY: Readonly<Record<RunSort['by'], string>> = {
  created: 'r.created_ms',
  name: 'r.name COLLATE NOCASE',
  status: `CASE r.status ${RUN_STATUSES.map((status, place) => `WHEN '${status}' THEN ${place}`).join(' ')} END`,
  dataset: 'r.dataset_name COLLATE NOCASE',
  model: 'r.model',
  selection: 'r.selected_value',
  epochs: 'r.epoch',
  duration: '(r.ended_ms - r.started_ms)',
};

function stateConditions({ statuses, binned }: RunFilter): Condition[] {
  const bin: Condition = { sql: binned ? 'r.binned_ms IS NOT NULL' : 'r.binned_ms IS NULL', values: [] };
  if (statuses === undefined) return [bin];
  return [bin, { sql: 'r.status IN (SELECT value FROM json_each(?))', values: [JSON.stringify(statuses)] }];
}

/** Of every curve, and of every look at a test side. */
function metricNames(db: Database): readonly string[] {
  return sql<{ name: string }>(db, 'SELECT name FROM series UNION SELECT each.key FROM test_looks, json_each("values") AS each WHERE elsewhere IS NULL')
    .all()
    .map(({ name }) => name);
}

export function toSummary(db: Database, row: RunRow): RunSummary {
  return {
    id: row.id,
    name: row.name,
    folder: row.folder,
    status: row.status,
    notResponding: isNotResponding(row, Date.now()),
    message: row.message,
    datasetId: row.dataset_id,
    datasetName: row.dataset_name,
    model: row.model,
    backend: row.backend,
    createdMs: row.created_ms,
    startedMs: row.started_ms,
    endedMs: row.ended_ms,
    epoch: row.epoch,
    epochs: row.epochs,
    step: row.step,
    stepsPerEpoch: row.steps_per_epoch,
    samplesPerSecond: row.samples_per_second,
    secondsLeft: secondsLeft(row),
    selection:
      row.selected_epoch === null || row.selected_value === null
        ? null
        : { metric: row.select_metric, mode: row.select_mode, epoch: row.selected_epoch, value: row.selected_value },
    spark: JSON.parse(row.spark) as number[],
    tags: tagsOf(db, row.key),
    binnedMs: row.binned_ms,
    testLooks: row.test_looks,
    experimentId: row.experiment_id,
    study: studyOf(db, row),
  };
}

/** With the name that the study has now, which runs beside it tell where it has one of its own. */
function studyOf(db: Database, { name, study, study_id: studyId }: RunRow): RunStudy | null {
  if (study === null) return null;
  const stored = JSON.parse(study) as RunStudy;
  const own = { name, study: stored };
  if (memberName(own, '') !== null) return { ...stored, name: studyName([own]) };
  const beside = sql<{ name: string; study: string }>(db, 'SELECT name, study FROM runs WHERE study_id = ? AND binned_ms IS NULL ORDER BY study_member, key').all(studyId);
  return { ...stored, name: studyName([own, ...beside.map((each) => ({ name: each.name, study: JSON.parse(each.study) as RunStudy }))]) };
}

function secondsLeft(row: RunRow): number | null {
  if (row.status !== 'running' || row.steps_per_epoch === null || row.ms_per_step === null) return null;
  const steps = row.epochs * row.steps_per_epoch - (row.step + 1);
  return Math.max(0, (steps * row.ms_per_step) / 1000);
}
