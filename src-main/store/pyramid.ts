import { fromMeasured, sql } from './database.ts';
import type { Database } from './database.ts';

/** Points per bucket of level 1, and buckets of each level per bucket of the next. */
export const RATIO = 16;

/**
 * What is known of the points from place `n` on. Values that are not finite
 * count as points and are left out of `min`, `max` and `sum`; where none is
 * finite, `min` is Infinity and `max` -Infinity. Step, epoch and time are
 * those of its first point.
 */
export interface Bucket {
  readonly n: number;
  readonly step: number;
  readonly epoch: number;
  readonly timeMs: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly finite: number;
}

export interface PointRow {
  readonly step: number;
  readonly epoch: number;
  readonly timeMs: number;
  readonly value: number;
}

export function pointBucket(n: number, { step, epoch, timeMs, value }: PointRow): Bucket {
  const finite = Number.isFinite(value);
  return {
    n,
    step,
    epoch,
    timeMs,
    min: finite ? value : Infinity,
    max: finite ? value : -Infinity,
    sum: finite ? value : 0,
    finite: finite ? 1 : 0,
  };
}

/** Two neighbours as one; `first` holds the earlier points. */
export function merge(first: Bucket, next: Bucket): Bucket {
  return {
    ...first,
    min: Math.min(first.min, next.min),
    max: Math.max(first.max, next.max),
    sum: first.sum + next.sum,
    finite: first.finite + next.finite,
  };
}

export function insertBucket(db: Database, series: number, level: number, bucket: Bucket): void {
  sql(
    db,
    `INSERT INTO buckets (series, level, i, step, epoch, time_ms, min, max, sum, finite) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    series,
    level,
    bucket.n / RATIO ** level,
    bucket.step,
    bucket.epoch,
    bucket.timeMs,
    bucket.finite > 0 ? bucket.min : null,
    bucket.finite > 0 ? bucket.max : null,
    bucket.sum,
    bucket.finite,
  );
}

/**
 * The points of places `from` to `to` (exclusive) in order, in buckets of at
 * most 16^level points that never cross a multiple of 16^level: the fewest
 * rows that cover the range exactly.
 */
export function* readBuckets(db: Database, series: number, from: number, to: number, level: number): Generator<Bucket> {
  if (level === 0) {
    yield* readPoints(db, series, from, to);
    return;
  }
  const size = RATIO ** level;
  const first = Math.ceil(from / size);
  const end = Math.floor(to / size);
  if (first >= end) {
    yield* readBuckets(db, series, from, to, level - 1);
    return;
  }
  yield* readBuckets(db, series, from, first * size, level - 1);
  yield* readLevel(db, series, level, first, end);
  yield* readBuckets(db, series, end * size, to, level - 1);
}

type RawBucket = [number, number, number, number, number | null, number | null, number, number];

function* readLevel(db: Database, series: number, level: number, first: number, end: number): Generator<Bucket> {
  const rows = sql(
    db,
    `SELECT i, step, epoch, time_ms, min, max, sum, finite FROM buckets WHERE series = ? AND level = ? AND i >= ? AND i < ? ORDER BY i`,
  ).raw() as unknown as { all(...values: number[]): RawBucket[] };
  const size = RATIO ** level;
  for (const [i, step, epoch, timeMs, min, max, sum, finite] of rows.all(series, level, first, end)) {
    yield { n: i * size, step, epoch, timeMs, min: min ?? Infinity, max: max ?? -Infinity, sum, finite };
  }
}

type RawPoint = [number, number, number, number, number | null];

function* readPoints(db: Database, series: number, from: number, to: number): Generator<Bucket> {
  if (from >= to) return;
  const rows = sql(
    db,
    'SELECT n, step, epoch, time_ms, value FROM points WHERE series = ? AND n >= ? AND n < ? ORDER BY n',
  ).raw() as unknown as { all(...values: number[]): RawPoint[] };
  for (const [n, step, epoch, timeMs, value] of rows.all(series, from, to)) {
    yield pointBucket(n, { step, epoch, timeMs, value: value ?? Number.NaN });
  }
}

/** Removes the points from place `n` on, and every bucket that held one of them. */
export function truncate(db: Database, series: number, n: number, count: number): void {
  sql(db, 'DELETE FROM points WHERE series = ? AND n >= ?').run(series, n);
  for (let level = 1; RATIO ** level <= count; level++) {
    sql(db, 'DELETE FROM buckets WHERE series = ? AND level = ? AND i >= ?').run(series, level, Math.floor(n / RATIO ** level));
  }
}

/** Thirty-two rows per call: crossing into SQLite costs more than the insert itself. */
const ROWS_PER_CALL = 32;
const COLUMNS = 6;
const POINT = '(?, ?, ?, ?, ?, ?)';
const INSERT_POINTS = 'INSERT INTO points (series, n, step, epoch, time_ms, value) VALUES ';
const INSERT_MANY = INSERT_POINTS + Array.from({ length: ROWS_PER_CALL }, () => POINT).join(', ');

/** Adds points to a series from place `first` on. */
export function insertPoints(db: Database, series: number, first: number, points: readonly PointRow[]): void {
  let values: (number | null)[] = [];
  for (const [i, point] of points.entries()) {
    values.push(series, first + i, point.step, point.epoch, point.timeMs, fromMeasured(point.value));
    if (values.length < ROWS_PER_CALL * COLUMNS) continue;
    sql(db, INSERT_MANY).run(values);
    values = [];
  }
  for (let i = 0; i < values.length; i += COLUMNS) sql(db, INSERT_POINTS + POINT).run(values.slice(i, i + COLUMNS));
}
