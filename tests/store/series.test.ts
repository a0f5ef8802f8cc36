import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../src-main/store/database.ts';
import { transaction } from '../../src-main/store/database.ts';
import { registerRun } from '../../src-main/store/register-run.ts';
import { listSeries, readSeries } from '../../src-main/store/series.ts';
import { SeriesWriter } from '../../src-main/store/series-writer.ts';
import { runFile, runId, temporaryDatabase } from './fixtures.ts';

/** A run with one series whose value at step i is `values[i]`, a step a second, stored in pieces of any size. */
function seriesOf(db: Database, values: readonly number[], pieces: readonly number[] = [values.length], n = 1): string {
  const { key } = registerRun(db, `/runs/${n}`, { value: runFile(n), stamp: '' }, null, 0);
  db.prepare('UPDATE runs SET started_ms = 0, steps_per_epoch = 10 WHERE key = ?').run(key);
  let step = 0;
  for (const piece of [...pieces, values.length]) {
    transaction(db, () => {
      const writer = new SeriesWriter(db, key, 'train_loss');
      for (const end = Math.min(values.length, step + piece); step < end; step++) {
        writer.append('batch', { step, epoch: Math.floor(step / 10) + 1, timeMs: step * 1000, value: values[step] ?? Number.NaN });
      }
      writer.flush();
    });
  }
  return runId(n);
}

const question = (id: string, buckets: number, range: { from?: number; to?: number } = {}) => ({ runId: id, name: 'train_loss', axis: 'step' as const, buckets, ...range });

describe('a series thinned to the pixels asked for', () => {
  test('keeps every spike, however many points share its pixel', () => {
    const db = temporaryDatabase();
    const values = Array.from({ length: 50_000 }, (_, i) => (i === 31_337 ? 1000 : i === 8_191 ? -1000 : Math.sin(i / 1000)));
    const series = readSeries(db, question(seriesOf(db, values), 100));
    expect(series.exact).toBe(false);
    expect(series.points).toBe(50_000);
    expect(series.x.length).toBeLessThanOrEqual(100);
    expect(Math.max(...series.max)).toBe(1000);
    expect(Math.min(...series.min)).toBe(-1000);
    const bucket = series.max.indexOf(1000);
    expect(series.step[bucket]).toBeLessThanOrEqual(31_337);
    expect(series.step[bucket + 1]).toBeGreaterThan(31_337);
  });

  test('is exact on zoom: the very values between two steps', () => {
    const db = temporaryDatabase();
    const values = Array.from({ length: 20_000 }, (_, i) => Math.fround(Math.cos(i)));
    const series = readSeries(db, question(seriesOf(db, values), 1000, { from: 7_001, to: 7_640 }));
    expect(series.exact).toBe(true);
    expect([...series.step]).toEqual(Array.from({ length: 640 }, (_, i) => 7_001 + i));
    expect([...series.mean]).toEqual(values.slice(7_001, 7_641));
    expect(series.min).toEqual(series.max);
  });

  test('agrees with plain arithmetic over any values, range, number of buckets and way of arriving', () => {
    const db = temporaryDatabase();
    let n = 0;
    // SQLite keeps no sign of a zero.
    const finiteValue = fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((drawn) => drawn + 0);
    const value = fc.oneof({ weight: 9, arbitrary: finiteValue }, { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) });
    const property = fc.property(
      fc.array(value, { minLength: 1, maxLength: 900 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 900 }),
      fc.integer({ min: 0, max: 900 }),
      (values, pieces, buckets, a, b) => {
        const range = { from: Math.min(a, b), to: Math.max(a, b) };
        const series = readSeries(db, question(seriesOf(db, values, pieces, ++n), buckets, range));
        const wanted = values.slice(range.from, range.to + 1);
        expect(series.points).toBe(wanted.length);
        expect(series.x.length).toBeLessThanOrEqual(buckets);
        const starts = [...series.step, range.from + wanted.length];
        for (const [i, start] of starts.slice(0, -1).entries()) {
          const finite = values.slice(start, starts[i + 1]).filter(Number.isFinite);
          const mean = finite.reduce((sum, each) => sum + each, 0) / finite.length;
          expect(series.min[i]).toBe(finite.length > 0 ? Math.min(...finite) : Number.NaN);
          expect(series.max[i]).toBe(finite.length > 0 ? Math.max(...finite) : Number.NaN);
          if (finite.length > 0) expect(Math.abs((series.mean[i] ?? Number.NaN) - mean)).toBeLessThan(1e-9);
        }
        if (wanted.length > 0) expect(starts[0]).toBe(range.from);
      },
    );
    fc.assert(property, { numRuns: 150 });
  });

  test('does not flicker as it grows: full buckets stay as they are', () => {
    const db = temporaryDatabase();
    const values = Array.from({ length: 4_000 }, (_, i) => Math.sin(i));
    const before = readSeries(db, question(seriesOf(db, values.slice(0, 3_990), [], 1), 100));
    const after = readSeries(db, question(seriesOf(db, values, [], 2), 100));
    const shared = before.x.length - 1;
    expect(after.min.slice(0, shared)).toEqual(before.min.slice(0, shared));
    expect(after.x.slice(0, shared)).toEqual(before.x.slice(0, shared));
  });

  test('stands on the axis asked for', () => {
    const db = temporaryDatabase();
    const id = seriesOf(db, [3, 2, 1]);
    expect([...readSeries(db, { ...question(id, 10), axis: 'time' }).x]).toEqual([0, 1000, 2000]);
    expect([...readSeries(db, { ...question(id, 10), axis: 'epoch' }).x]).toEqual([0.1, 0.2, 0.3]);
    expect(readSeries(db, { ...question(id, 10), axis: 'time', from: 500, to: 1500 }).points).toBe(1);
  });

  test('is empty, not an error, where the run has no such series', () => {
    const db = temporaryDatabase();
    expect(readSeries(db, { ...question(seriesOf(db, [1]), 10), name: 'val_dice' })).toMatchObject({ points: 0, exact: true });
  });
});

describe('a list of series', () => {
  test('tells counts and extremes without what is not finite', () => {
    const db = temporaryDatabase();
    const id = seriesOf(db, [5, Number.NaN, -2, Infinity]);
    expect(listSeries(db, { runId: id })).toEqual([{ name: 'train_loss', points: 4, last: null, min: -2, max: 5, cadence: 'batch' }]);
  });
});
