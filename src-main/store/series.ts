import type { Series, SeriesAxis, SeriesInfo } from '../../src-shared/domain/metric.ts';
import type { EpochRow } from '../../src-shared/domain/run.ts';
import { sql, toMeasured } from './database.ts';
import type { Database } from './database.ts';
import { RATIO, readBuckets } from './pyramid.ts';
import { requireRun } from './run-rows.ts';
import { firstPlaceFrom } from './series-writer.ts';
import type { Source } from './series-writer.ts';

interface SeriesRow {
  readonly key: number;
  readonly name: string;
  readonly source: Source;
  readonly points: number;
  readonly first_epoch: number | null;
  readonly last_epoch: number | null;
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export function listSeries(db: Database, { runId }: { readonly runId: string }): readonly SeriesInfo[] {
  const rows = sql<SeriesRow>(db, 'SELECT * FROM series WHERE run = ? AND points > 0 ORDER BY name').all(requireRun(db, runId).key);
  return rows.map((row) => ({
    name: row.name,
    points: row.points,
    last: row.last !== null && Number.isFinite(row.last) ? row.last : null,
    min: row.min,
    max: row.max,
    cadence: cadence(row),
  }));
}

export interface SeriesQuestion {
  readonly runId: string;
  readonly name: string;
  readonly axis: SeriesAxis;
  readonly buckets: number;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * A series between two positions, both included, thinned to at most `buckets`.
 *
 * All buckets of a thinned answer hold equally many points, except the first
 * and the last, and begin at multiples of that number: a growing series does
 * not flicker. A bucket stands at its first point. Values that are not finite
 * are left out of it; where none is finite, it is NaN, which charts draw as a gap.
 */
export function readSeries(db: Database, question: SeriesQuestion): Series {
  const run = requireRun(db, question.runId);
  const row = sql<SeriesRow>(db, 'SELECT * FROM series WHERE run = ? AND name = ?').get(run.key, question.name);
  const position = row ? positionOn(question.axis, row, run) : () => 0;
  const [from, to] = row ? placesBetween(db, row, position, question) : [0, 0];
  const { level, size } = thinning(from, to, question.buckets);
  const first = Math.floor(from / size);
  const length = to > from ? Math.floor((to - 1) / size) - first + 1 : 0;
  const answer = emptyAnswer(length);
  const finite = new Float64Array(length);
  for (const bucket of row ? readBuckets(db, row.key, from, to, level) : []) {
    const i = Math.floor(bucket.n / size) - first;
    if (bucket.n === from || bucket.n % size === 0) {
      answer.x[i] = position(bucket);
      answer.step[i] = bucket.step;
    }
    answer.min[i] = Math.min(answer.min[i] ?? Infinity, bucket.min);
    answer.max[i] = Math.max(answer.max[i] ?? -Infinity, bucket.max);
    answer.mean[i] = (answer.mean[i] ?? 0) + bucket.sum;
    finite[i] = (finite[i] ?? 0) + bucket.finite;
  }
  settle(answer, finite);
  return { runId: question.runId, name: question.name, axis: question.axis, exact: size === 1, points: to - from, ...answer };
}

interface Positioned {
  readonly step: number;
  readonly epoch: number;
  readonly timeMs: number;
}

interface RunClock {
  readonly created_ms: number;
  readonly started_ms: number | null;
  readonly steps_per_epoch: number | null;
}

/** Where a point stands on an axis. On the axis of epochs a batch stands within its epoch, whose means stand at its end. */
function positionOn(axis: SeriesAxis, row: SeriesRow, run: RunClock): (point: Positioned) => number {
  if (axis === 'step') return ({ step }) => step;
  if (axis === 'time') return ({ timeMs }) => timeMs - (run.started_ms ?? run.created_ms);
  const stepsPerEpoch = run.steps_per_epoch;
  if (cadence(row) === 'epoch' || stepsPerEpoch === null || stepsPerEpoch === 0) return ({ epoch }) => epoch;
  return ({ step }) => (step + 1) / stepsPerEpoch;
}

function cadence(row: SeriesRow): SeriesInfo['cadence'] {
  if (row.source !== 'scalar') return row.source;
  return row.points > (row.last_epoch ?? 0) - (row.first_epoch ?? 0) + 1 ? 'batch' : 'epoch';
}

/** The places of the first point in the range and of the first one after it. Positions never fall along a series. */
function placesBetween(
  db: Database,
  row: SeriesRow,
  position: (point: Positioned) => number,
  { from = -Infinity, to = Infinity }: SeriesQuestion,
): [number, number] {
  const at = (n: number): number => {
    const point = sql<{ step: number; epoch: number; time_ms: number }>(
      db,
      'SELECT step, epoch, time_ms FROM points WHERE series = ? AND n = ?',
    ).get(row.key, n);
    if (!point) throw new Error(`expected point ${n} of ${row.name}, but found none`);
    return position({ step: point.step, epoch: point.epoch, timeMs: point.time_ms });
  };
  const first = from === -Infinity ? 0 : firstPlaceFrom(row.points, (n) => at(n) < from);
  const end = to === Infinity ? row.points : firstPlaceFrom(row.points, (n) => at(n) <= to);
  return [first, Math.max(first, end)];
}

/** The smallest size of buckets, a multiple of 16^level, with which at most `buckets` cover the places. */
function thinning(from: number, to: number, buckets: number): { level: number; size: number } {
  const count = to - from;
  if (count <= buckets) return { level: 0, size: 1 };
  const level = Math.max(0, Math.floor(Math.log(count / buckets) / Math.log(RATIO)));
  const unit = RATIO ** level;
  if (buckets === 1) return { level, size: Math.ceil(to / unit) * unit };
  let size = Math.ceil(count / buckets / unit) * unit;
  while (Math.floor((to - 1) / size) - Math.floor(from / size) + 1 > buckets) size += unit;
  return { level, size };
}

type Answer = Pick<Series, 'x' | 'step' | 'min' | 'max' | 'mean'>;

function emptyAnswer(length: number): Answer {
  return {
    x: new Float64Array(length),
    step: new Float64Array(length),
    min: new Float64Array(length).fill(Infinity),
    max: new Float64Array(length).fill(-Infinity),
    mean: new Float64Array(length),
  };
}

/** Turns sums into means, and buckets without a finite value into gaps. */
function settle({ min, max, mean }: Answer, finite: Float64Array): void {
  for (const [i, count] of finite.entries()) {
    mean[i] = count > 0 ? (mean[i] ?? 0) / count : Number.NaN;
    if (count > 0) continue;
    min[i] = Number.NaN;
    max[i] = Number.NaN;
  }
}

/** The values of each epoch that has ended. */
export function listEpochs(db: Database, { runId }: { readonly runId: string }): readonly EpochRow[] {
  const rows = sql<{ epoch: number; name: string; value: number | null }>(
    db,
    'SELECT v.epoch, s.name, v.value FROM series s JOIN epoch_values v ON v.series = s.key WHERE s.run = ? ORDER BY v.epoch, s.name',
  ).all(requireRun(db, runId).key);
  const epochs = new Map<number, [string, number][]>();
  for (const { epoch, name, value } of rows) {
    const values = epochs.get(epoch);
    if (values) values.push([name, toMeasured(value)]);
    else epochs.set(epoch, [[name, toMeasured(value)]]);
  }
  return [...epochs].map(([epoch, values]) => ({ epoch, values: Object.fromEntries(values) }));
}
