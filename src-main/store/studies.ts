import type { OutOfFoldRow } from '../../src-shared/api/studies.ts';
import type { Page } from '../../src-shared/api/method.ts';
import type { Confusion, RunStatus } from '../../src-shared/domain/run.ts';
import { LIVE_STATUSES } from '../../src-shared/domain/run.ts';
import type { RunStudy } from '../../src-shared/domain/run-study.ts';
import type { MeanCurve, PooledResults, StudyDetail, StudyMember, StudyResults, StudySummary } from '../../src-shared/domain/study.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { studyMetrics } from '../../src-shared/lib/study-metrics.ts';
import { studyName } from '../../src-shared/lib/study-name.ts';
import { lastOwnLook } from '../../src-shared/lib/test-looks.ts';
import { touch } from './changes.ts';
import { findConfusion } from './confusions.ts';
import { sql, transaction } from './database.ts';
import type { Database } from './database.ts';
import { listLooks } from './looks.ts';
import { pooledPredictions } from './predictions.ts';
import { toSummary } from './run-list.ts';
import type { RunRow } from './run-rows.ts';

export interface StudyId {
  readonly studyId: string;
}

/** Of what a study's out-of-fold values are made. */
export interface PoolSource {
  /** Names the looks that are pooled; another look, another stamp. */
  readonly stamp: string;
  /** Of the runs that were tested. */
  readonly folders: readonly string[];
  /** What was computed of exactly these; null if nothing was. */
  readonly saved: PooledResults | null;
}

/** Studies with a run outside of the bin, newest first. */
export function listStudies(db: Database, { offset, limit }: { readonly offset: number; readonly limit: number }): Page<StudySummary> {
  const rows = sql<{ study_id: string }>(
    db,
    'SELECT study_id FROM runs WHERE study_id IS NOT NULL AND binned_ms IS NULL GROUP BY study_id ORDER BY min(created_ms) DESC, study_id DESC LIMIT ? OFFSET ?',
  ).all(limit, offset);
  const total = sql<{ total: number }>(db, 'SELECT count(DISTINCT study_id) AS total FROM runs WHERE study_id IS NOT NULL AND binned_ms IS NULL').get()?.total ?? 0;
  return { total, rows: rows.map(({ study_id: studyId }) => studySummary(db, { studyId })) };
}

export function studySummary(db: Database, { studyId }: StudyId): StudySummary {
  const runs = requireRuns(db, studyId);
  return summaryOf(db, studyId, runs, membersOf(db, runs));
}

export function studyDetail(db: Database, { studyId }: StudyId): StudyDetail {
  const runs = requireRuns(db, studyId);
  const members = membersOf(db, runs);
  const { classes } = sql<{ classes: string }>(db, 'SELECT classes FROM run_details WHERE run = ?').get(runs[0].key) ?? { classes: '[]' };
  return { ...summaryOf(db, studyId, runs, members), runs: members, classes: JSON.parse(classes) as string[] };
}

type Runs = readonly [RunRow, ...RunRow[]];

/** The runs outside of the bin, one for each member; all of them where all are in it. Of two runs of one fold, one of which was in the bin when the other was made, the newer counts. */
function requireRuns(db: Database, studyId: string): Runs {
  const all = sql<RunRow>(db, 'SELECT * FROM runs WHERE study_id = ? ORDER BY study_member, key').all(studyId);
  const outside = all.filter(({ binned_ms }) => binned_ms === null);
  const shown = outside.length > 0 ? outside : all;
  const [first, ...others] = shown.filter(({ study_member: member }, i) => shown[i + 1]?.study_member !== member);
  if (first) return [first, ...others];
  throw new BadInput(`expected the id of a k-fold or repeat, but found ${studyId}`, { help: 'It may have been removed: look for it under Runs.' });
}

function membersOf(db: Database, runs: Runs): readonly StudyMember[] {
  const { members } = studyOf(runs[0]);
  return Array.from({ length: members }, (_, i) => {
    const row = runs.find((run) => run.study_member === i + 1);
    if (!row) return { member: i + 1, run: null, seed: null, values: null };
    const detail = sql<{ seed: number }>(db, "SELECT json_extract(spec, '$.seed') AS seed FROM run_details WHERE run = ?").get(row.key);
    return { member: i + 1, run: toSummary(db, row), seed: detail?.seed ?? null, values: valuesOf(db, row) };
  });
}

/** What the selected epoch was validated with, and what the newest look at the test side found. */
function valuesOf(db: Database, run: RunRow): Readonly<Record<string, number>> | null {
  const selected = sql<{ name: string; value: number }>(
    db,
    "SELECT s.name, v.value FROM series s JOIN epoch_values v ON v.series = s.key WHERE s.run = ? AND v.epoch = ? AND s.name LIKE 'val\\_%' ESCAPE '\\' AND v.value IS NOT NULL",
  ).all(run.key, run.selected_epoch);
  const look = lastOwnLook(listLooks(db, run.key));
  if (selected.length === 0 && look === null) return null;
  return { ...Object.fromEntries(selected.map(({ name, value }) => [name, value])), ...look?.values };
}

/** A RunStudy is written with the run and always there for its study. */
function studyOf({ id, study }: RunRow): RunStudy {
  if (study === null) throw new Error(`expected run ${id} to say of which study it is`);
  return JSON.parse(study) as RunStudy;
}

function summaryOf(db: Database, studyId: string, runs: Runs, members: readonly StudyMember[]): StudySummary {
  const [first, ...others] = runs;
  const { kind, members: count } = studyOf(first);
  const member = (run: RunRow) => ({ name: run.name, study: studyOf(run) });
  const present = members.flatMap(({ run }) => (run === null ? [] : [run]));
  const statuses = present.map(({ status }) => status);
  const starts = present.flatMap(({ startedMs }) => startedMs ?? []);
  const isOver = !statuses.some((status) => status === 'queued' || LIVE_STATUSES.includes(status));
  return {
    id: studyId,
    kind,
    name: studyName([member(first), ...others.map(member)]),
    members: count,
    datasetId: first.dataset_id,
    datasetName: first.dataset_name,
    model: first.model,
    createdMs: Math.min(...runs.map(({ created_ms }) => created_ms)),
    startedMs: starts.length === 0 ? null : Math.min(...starts),
    endedMs: isOver ? latest(present.map(({ endedMs }) => endedMs)) : null,
    status: overallStatus(statuses, count),
    states: countStates(statuses),
    epoch: present.reduce((sum, { epoch }) => sum + epoch, 0),
    epochs: present.reduce((sum, { epochs }) => sum + epochs, 0) + (count - present.length) * first.epochs,
    tested: countTested(members),
    tags: sharedTags(present.map(({ tags }) => tags)),
    experimentId: first.experiment_id,
    result: metricsOf(db, runs, members)[0] ?? null,
  };
}

function sharedTags([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  return first.filter((tag) => others.every((tags) => tags.includes(tag)));
}

function countTested(members: readonly StudyMember[]): number {
  return members.filter(({ run }) => run !== null && run.testLooks > 0).length;
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** What one word tells most of all runs; those that are missing were interrupted. */
const MOST_TELLING: readonly RunStatus[] = ['running', 'paused', 'starting', 'queued', 'failed', 'interrupted', 'stopped', 'finished'];

function overallStatus(statuses: readonly RunStatus[], members: number): RunStatus {
  const all = statuses.length < members ? [...statuses, 'interrupted' as const] : statuses;
  return MOST_TELLING.find((status) => all.includes(status)) ?? 'interrupted';
}

function countStates(statuses: readonly RunStatus[]): StudySummary['states'] {
  const states: Partial<Record<RunStatus, number>> = {};
  for (const status of statuses) states[status] = (states[status] ?? 0) + 1;
  return states;
}

function metricsOf(db: Database, runs: Runs, members: readonly StudyMember[]): StudyResults['metrics'] {
  const { saved } = sourceOf(db, studyOf(runs[0]).id, runs);
  return studyMetrics(members.map(({ values }) => values), saved?.metrics ?? {}, runs[0].select_metric);
}

/** What is known of a study's metrics now; pooled values only if they were computed of the newest looks. */
export function studyResults(db: Database, { studyId }: StudyId): StudyResults {
  const runs = requireRuns(db, studyId);
  const members = membersOf(db, runs);
  return { metrics: metricsOf(db, runs, members), tested: countTested(members), pooled: sourceOf(db, studyId, runs).saved?.facts ?? null };
}

export function poolSource(db: Database, { studyId }: StudyId): PoolSource {
  return sourceOf(db, studyId, requireRuns(db, studyId));
}

function sourceOf(db: Database, studyId: string, runs: Runs): PoolSource {
  const looks = runs.flatMap((run) => {
    const look = lastOwnLook(listLooks(db, run.key));
    return look === null || studyOf(run).kind !== 'k-fold' ? [] : [{ folder: run.folder, mark: `${run.id} ${look.timeMs}` }];
  });
  const stamp = looks.map(({ mark }) => mark).join('; ');
  const row = sql<{ results: string }>(db, 'SELECT results FROM study_results WHERE study_id = ? AND stamp = ?').get(studyId, stamp);
  return { stamp, folders: looks.map(({ folder }) => folder), saved: row ? (JSON.parse(row.results) as PooledResults) : null };
}

export function saveStudyResults(db: Database, { studyId, stamp, results }: StudyId & { readonly stamp: string; readonly results: PooledResults }): void {
  transaction(db, () => {
    sql(db, 'INSERT OR REPLACE INTO study_results (study_id, stamp, results) VALUES (?, ?, ?)').run(studyId, stamp, JSON.stringify(results));
    touch(db, 'runs', '');
  });
}

/** k-folds with looks that were not pooled yet. */
export function listUnpooledStudies(db: Database): readonly StudyId[] {
  return sql<{ studyId: string }>(db, "SELECT DISTINCT study_id AS studyId FROM runs WHERE study_id IS NOT NULL AND binned_ms IS NULL AND test_looks > 0 AND json_extract(study, '$.kind') = 'k-fold'")
    .all()
    .filter(({ studyId }) => {
      const { folders, saved } = poolSource(db, { studyId });
      return folders.length > 0 && saved === null;
    });
}

export function studyCurves(db: Database, { studyId }: StudyId): readonly MeanCurve[] {
  const rows = sql<{ name: string; epoch: number; runs: number; mean: number; min: number; max: number }>(
    db,
    `SELECT s.name, v.epoch, count(*) AS runs, avg(v.value) AS mean, min(v.value) AS min, max(v.value) AS max
     FROM runs r JOIN series s ON s.run = r.key JOIN epoch_values v ON v.series = s.key
     WHERE r.key IN (SELECT value FROM json_each(?)) AND abs(v.value) < 9e999 GROUP BY s.name, v.epoch ORDER BY s.name, v.epoch`,
  ).all(JSON.stringify(requireRuns(db, studyId).map(({ key }) => key)));
  const names = [...new Set(rows.map(({ name }) => name))];
  return names.map((name) => {
    const own = rows.filter((row) => row.name === name);
    return { name, epochs: own.map(({ epoch }) => epoch), mean: own.map(({ mean }) => mean), min: own.map(({ min }) => min), max: own.map(({ max }) => max), runs: own.map(({ runs }) => runs) };
  });
}

export interface StudyPredictionQuestion extends StudyId {
  readonly truth?: number | undefined;
  readonly predicted?: number | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Out-of-fold predictions, worst first: of each run that was tested, those of its newest look. */
export function studyPredictions(db: Database, { studyId, ...question }: StudyPredictionQuestion): Page<OutOfFoldRow> {
  return pooledPredictions(db, requireRuns(db, studyId), question);
}

/** Counts of all test sides together; null while none was tested, and for networks that do not classify. */
export function studyConfusion(db: Database, { studyId }: StudyId): Confusion | null {
  const found = requireRuns(db, studyId).flatMap(({ id }) => findConfusion(db, { runId: id, side: 'test' }) ?? []);
  const [first] = found;
  if (!first) return null;
  return { ...first, counts: first.counts.map((_, cell) => found.reduce((sum, { counts }) => sum + (counts[cell] ?? 0), 0)) };
}
