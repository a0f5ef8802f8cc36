import { fromMeasured, sql, toMeasured } from './database.ts';
import type { Database } from './database.ts';
import { RATIO, insertBucket, insertPoints, merge, pointBucket, readBuckets, truncate } from './pyramid.ts';
import type { Bucket, PointRow } from './pyramid.ts';

/**
 * The kind of line that gives a series its points. A name that several kinds
 * carry belongs to the later one here: `train_loss` is in every batch line and
 * in `epoch-ended`, and its points are those of the batches.
 */
export const SOURCES = ['epoch', 'scalar', 'batch'] as const;
export type Source = (typeof SOURCES)[number];

interface SeriesRow {
  readonly key: number;
  readonly source: Source;
  readonly points: number;
  readonly first_epoch: number | null;
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

interface Extremes {
  last: number;
  min: number;
  max: number;
}

/**
 * Appends to one series; nothing is in the database before `flush`. Of what it
 * keeps in memory, all can be read back from there.
 */
export class SeriesWriter {
  readonly #db: Database;
  readonly #key: number;
  #source: Source;
  #count: number;
  #lastPoint: PointRow | null = null;
  #firstEpoch: number | null;
  #ofPoints: Extremes;
  #ofEpochs: Extremes = extremes(null, null, null);
  #lastEpoch: Position | null = null;
  /** For each level from 1 on, the bucket that is being filled. */
  #filling: (Bucket | null)[] = [];
  #points: PointRow[] = [];
  #full: { level: number; bucket: Bucket }[] = [];
  #changed = false;

  constructor(db: Database, run: number, name: string) {
    const row = findOrInsert(db, run, name);
    this.#db = db;
    this.#key = row.key;
    this.#source = row.source;
    this.#count = row.points;
    this.#firstEpoch = row.first_epoch;
    this.#ofPoints = extremes(row.last, row.min, row.max);
    this.#readEnd();
    this.#readEpochs();
  }

  /** Adds a point; false if the series already holds one of a later step. */
  append(source: Source, point: PointRow): boolean {
    if (SOURCES.indexOf(source) < SOURCES.indexOf(this.#source)) return true;
    if (source !== this.#source) this.#beginAnew(source);
    const last = this.#lastPoint;
    if (last && isBefore(point, last)) return false;
    // A clock that was set back must not make an axis of time run backwards.
    const stored = last && last.timeMs > point.timeMs ? { ...point, timeMs: last.timeMs } : point;
    this.#points.push(stored);
    this.#fill(pointBucket(this.#count, stored));
    this.#count++;
    this.#lastPoint = stored;
    this.#firstEpoch ??= stored.epoch;
    include(this.#ofPoints, stored.value);
    this.#changed = true;
    return true;
  }

  /**
   * Adds the value of an epoch as a whole, and a point where no other kind of
   * line gives the series its points; false if a later or the same epoch is there.
   */
  appendEpoch(point: PointRow): boolean {
    const last = this.#lastEpoch;
    if (last && (point.epoch <= last.epoch || point.step < last.step)) return false;
    sql(this.#db, 'INSERT INTO epoch_values (series, epoch, step, value) VALUES (?, ?, ?, ?)').run(
      this.#key,
      point.epoch,
      point.step,
      fromMeasured(point.value),
    );
    include(this.#ofEpochs, point.value);
    this.#lastEpoch = point;
    this.#changed = true;
    return this.append('epoch', point);
  }

  flush(): void {
    if (!this.#changed) return;
    insertPoints(this.#db, this.#key, this.#count - this.#points.length, this.#points);
    for (const { level, bucket } of this.#full) insertBucket(this.#db, this.#key, level, bucket);
    this.#points = [];
    this.#full = [];
    sql(
      this.#db,
      `UPDATE series SET source = ?, points = ?, first_epoch = ?, last_epoch = ?, last = ?, min = ?, max = ?,
         epoch_last = ?, epoch_min = ?, epoch_max = ? WHERE key = ?`,
    ).run(
      this.#source,
      this.#count,
      this.#firstEpoch,
      this.#lastPoint?.epoch ?? null,
      ...columns(this.#ofPoints),
      ...columns(this.#ofEpochs),
      this.#key,
    );
    this.#changed = false;
  }

  /** Removes what was said at a step by an epoch or a later one, and all of later steps. */
  supersede(step: number, epoch: number): void {
    this.flush();
    sql(this.#db, 'DELETE FROM epoch_values WHERE series = ? AND (step, epoch) >= (?, ?)').run(this.#key, step, epoch);
    this.#readEpochs();
    this.#truncate(firstPlaceFrom(this.#count, (n) => isBefore(this.#pointAt(n), { step, epoch })));
  }

  #beginAnew(source: Source): void {
    this.flush();
    this.#truncate(0);
    this.#source = source;
  }

  #truncate(n: number): void {
    truncate(this.#db, this.#key, n, this.#count);
    this.#count = n;
    this.#ofPoints = extremes(null, null, null);
    for (const bucket of readBuckets(this.#db, this.#key, 0, n, MAX_LEVEL)) {
      this.#ofPoints.min = Math.min(this.#ofPoints.min, bucket.min);
      this.#ofPoints.max = Math.max(this.#ofPoints.max, bucket.max);
    }
    this.#readEnd();
    this.#ofPoints.last = this.#lastPoint?.value ?? Number.NaN;
    if (n === 0) this.#firstEpoch = null;
    this.#changed = true;
    this.flush();
  }

  #fill(bucket: Bucket): void {
    let rising = bucket;
    for (let level = 1; ; level++) {
      const filling = this.#filling[level];
      const merged = filling ? merge(filling, rising) : rising;
      const isFull = (rising.n / RATIO ** (level - 1)) % RATIO === RATIO - 1;
      this.#filling[level] = isFull ? null : merged;
      if (!isFull) return;
      this.#full.push({ level, bucket: merged });
      rising = merged;
    }
  }

  /** Reads back the last point and the buckets that are being filled. */
  #readEnd(): void {
    const count = this.#count;
    this.#lastPoint = count === 0 ? null : this.#pointAt(count - 1);
    this.#filling = [];
    for (let level = 1; RATIO ** (level - 1) <= count; level++) {
      const below = RATIO ** (level - 1);
      const from = Math.floor(count / (below * RATIO)) * below * RATIO;
      const to = Math.floor(count / below) * below;
      const children = [...readBuckets(this.#db, this.#key, from, to, level - 1)];
      this.#filling[level] = children.length === 0 ? null : children.reduce(merge);
    }
  }

  #pointAt(n: number): PointRow {
    const row = sql<{ step: number; epoch: number; time_ms: number; value: number | null }>(
      this.#db,
      'SELECT step, epoch, time_ms, value FROM points WHERE series = ? AND n = ?',
    ).get(this.#key, n);
    if (!row) throw new Error(`expected point ${n} of series ${this.#key}, but found none`);
    return { step: row.step, epoch: row.epoch, timeMs: row.time_ms, value: toMeasured(row.value) };
  }

  #readEpochs(): void {
    const last = sql<Position & { value: number | null }>(
      this.#db,
      'SELECT step, epoch, value FROM epoch_values WHERE series = ? ORDER BY epoch DESC LIMIT 1',
    ).get(this.#key);
    const finite = sql<{ min: number | null; max: number | null }>(
      this.#db,
      'SELECT min(value) AS min, max(value) AS max FROM epoch_values WHERE series = ? AND abs(value) < 9e999',
    ).get(this.#key);
    this.#lastEpoch = last ?? null;
    this.#ofEpochs = extremes(last?.value ?? null, finite?.min ?? null, finite?.max ?? null);
  }
}

/** 16^13 points are more than a number can count exactly. */
const MAX_LEVEL = 12;

/** The first of `count` places in order for which `isEarlier` is false; a binary search. */
export function firstPlaceFrom(count: number, isEarlier: (place: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isEarlier(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Position = Pick<PointRow, 'step' | 'epoch'>;

function isBefore(a: Position, b: Position): boolean {
  return a.step < b.step || (a.step === b.step && a.epoch < b.epoch);
}

function findOrInsert(db: Database, run: number, name: string): SeriesRow {
  sql(db, `INSERT INTO series (run, name, source) VALUES (?, ?, 'epoch') ON CONFLICT (run, name) DO NOTHING`).run(run, name);
  const row = sql<SeriesRow>(db, 'SELECT * FROM series WHERE run = ? AND name = ?').get(run, name);
  if (!row) throw new Error(`expected series ${name} of run ${run} to be there`);
  return row;
}

function extremes(last: number | null, min: number | null, max: number | null): Extremes {
  return { last: toMeasured(last), min: min ?? Infinity, max: max ?? -Infinity };
}

function include(extremes: Extremes, value: number): void {
  extremes.last = value;
  if (!Number.isFinite(value)) return;
  extremes.min = Math.min(extremes.min, value);
  extremes.max = Math.max(extremes.max, value);
}

function columns({ last, min, max }: Extremes): (number | null)[] {
  return [fromMeasured(last), min === Infinity ? null : min, max === -Infinity ? null : max];
}
