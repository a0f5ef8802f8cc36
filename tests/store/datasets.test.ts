import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDataset, insertDataset, syncDatasets } from '../../src-main/store/dataset-files.ts';
import type { Database } from '../../src-main/store/database.ts';
import { datasetDetail, datasetSummary, listDatasets, volumeKinds } from '../../src-main/store/datasets.ts';
import { beginIndex, endIndex, interruptDeadIndexes, listDatasetsToIndex, writeIndexEvents } from '../../src-main/store/index-run.ts';
import { findSample, knownPart, listFaults, listSamples, splitPart } from '../../src-main/store/samples.ts';
import { isWithinRange } from '../../src-shared/lib/group-sizes.ts';
import type { SampleFilter } from '../../src-shared/api/datasets.ts';
import type { IndexEvent, IndexedFile } from '../../src-shared/domain/index-event.ts';
import { identifyProcess } from '../../src-main/threads/process-identity.ts';
import { temporaryDatabase, temporaryFolder } from './fixtures.ts';

const FINDING = { layout: 'class-folders', reason: 'Each folder is a class.', manifest: null, alternatives: [] } as const;

function file(i: number, more: Partial<IndexedFile> = {}): IndexedFile {
  return {
    path: `train/class-${i % 3}/${String(i).padStart(5, '0')}.png`,
    label: `class-${i % 3}`,
    group: `p${i >> 2}`,
    side: 'train',
    sizeBytes: 100,
    modifiedMs: 1_790_000_000_000,
    shape: [28, 28, 1],
    dtype: 'uint8',
    hash: i.toString(16).padStart(32, '0'),
    fault: null,
    mask: null,
    ...more,
  };
}

async function dataset(events: readonly IndexEvent[], name = 'cats'): Promise<{ db: Database; folder: string; datasetId: string }> {
  const db = temporaryDatabase();
  const folder = join(temporaryFolder(), 'datasets');
  const { dataset: added } = await insertDataset(db, folder, { name, folder: '/images' });
  writeIndexEvents(db, { datasetId: added.id, events });
  return { db, folder, datasetId: added.id };
}

const records = (...rows: IndexedFile[]): IndexEvent => ({ kind: 'records', records: rows });

describe('a dataset that has been indexed', () => {
  test('holds the files that were found as it holds their rows, also where one is there already', async () => {
    const bare = (i: number) => file(i, { path: `class-0/${i}.png`, label: 'class-0', group: null, shape: null, dtype: null, hash: null, modifiedMs: i });
    const found: IndexEvent = { kind: 'found', folder: 'class-0/', label: 'class-0', group: null, side: 'train', names: ['0.png', '1.png', '2.png'], sizes: [100, 100, 100], times: [0, 1, 2] };
    const [one, other] = await Promise.all([dataset([records(file(1, { path: 'class-0/1.png' })), found]), dataset([records(file(1, { path: 'class-0/1.png' })), records(bare(0), bare(2), bare(1))])]);
    const page = { filter: {}, offset: 0, limit: 10 };
    expect((await listSamples(one.db, { datasetId: one.datasetId, ...page })).rows).toEqual((await listSamples(other.db, { datasetId: other.datasetId, ...page })).rows);
    const { classes, samples, sizeBytes, faults, preview } = datasetSummary(one.db, { datasetId: one.datasetId });
    const { classes: b, samples: c, sizeBytes: d, faults: e, preview: f } = datasetSummary(other.db, { datasetId: other.datasetId });
    expect({ classes, samples, sizeBytes, faults, preview }).toEqual({ classes: b, samples: c, sizeBytes: d, faults: e, preview: f });
    expect(samples).toBe(3);
  });

  test('tells its volumes by shape and grid together, without those that cannot be read', async () => {
    const volume = (i: number, slices: number, spacing: number, fault: string | null = null) => file(i, { shape: [slices, 28, 28, 1], spacingMm: [spacing, 1, 1], orientation: 'LPS', fault });
    const { db, datasetId } = await dataset([records(volume(1, 600, 1), volume(2, 60, 5), volume(3, 60, 5), volume(4, 60, 1, 'broken'), file(5))]);
    const thin = { shape: [600, 28, 28, 1], spacingMm: [1, 1, 1], orientation: 'LPS', count: 1 };
    expect(volumeKinds(db, { datasetId })).toEqual([{ shape: [60, 28, 28, 1], spacingMm: [5, 1, 1], orientation: 'LPS', count: 2 }, thin]);
  });

  test('keeps the id and what is known of one file among many that are found again', async () => {
    const names = Array.from({ length: 120 }, (_, i) => `${i}.png`);
    const { db, datasetId } = await dataset([records(file(7, { path: 'class-0/7.png' }))]);
    writeIndexEvents(db, { datasetId, events: [{ kind: 'found', folder: 'class-0/', label: 'class-0', group: null, side: null, names, sizes: names.map(() => 9), times: names.map((_, i) => i) }] });
    const { rows } = await listSamples(db, { datasetId, filter: {}, offset: 0, limit: 200 });
    expect(rows.map(({ path }) => path)).toEqual(['7.png', ...names.filter((name) => name !== '7.png')].map((name) => `class-0/${name}`));
    expect(rows[0]).toMatchObject({ id: 1, sizeBytes: 9, modifiedMs: 7, shape: null });
    expect(datasetSummary(db, { datasetId })).toMatchObject({ samples: 120, sizeBytes: 120 * 9 });
  });

  test('is summed up in files, samples, faults, classes in sorted order and sides', async () => {
    const { db, datasetId } = await dataset([
      { kind: 'layout', finding: FINDING },
      records(file(0), file(1), file(2), file(3, { side: 'test' }), file(4, { side: null }), file(5, { fault: 'expected a PNG, but found text', shape: null, dtype: null, hash: null })),
      records(file(6, { path: 'odd.png', label: null, group: null, shape: [5, 4, 3], dtype: 'uint16', hash: '0'.repeat(32) })),
    ]);
    endIndex(db, { datasetId, outcome: 'ready', message: null });
    expect(datasetDetail(db, { datasetId })).toMatchObject({
      name: 'cats',
      folder: '/images',
      status: 'ready',
      progress: null,
      layout: FINDING,
      files: 7,
      samples: 6,
      faults: 1,
      sizeBytes: 700,
      classes: [
        { label: 'class-0', count: 2, bySide: { train: 1, test: 1 } },
        { label: 'class-1', count: 2, bySide: { train: 1, none: 1 } },
        { label: 'class-2', count: 1, bySide: { train: 1 } },
      ],
      preview: [1, 2, 3, 4, 5],
      shapes: [
        { shape: [28, 28, 1], count: 5 },
        { shape: [5, 4, 3], count: 1 },
      ],
      dtypes: [
        { dtype: 'uint8', count: 5 },
        { dtype: 'uint16', count: 1 },
      ],
      grids: [],
      bySide: { train: 4, test: 1, none: 1 },
      groups: 2,
      groupSizes: [{ range: [2, 5], groups: 2 }],
      duplicates: 2,
      hashed: 6,
    });
    expect(listFaults(db, { datasetId, offset: 0, limit: 10 })).toEqual({
      total: 1,
      rows: [{ sampleId: 6, path: 'train/class-2/00005.png', reason: 'expected a PNG, but found text' }],
    });
  });

  test('has counts that equal what counting gives, whatever came, changed and went', async () => {
    const row = fc.record({
      i: fc.integer({ min: 0, max: 12 }),
      label: fc.constantFrom('a', 'b', null),
      side: fc.constantFrom('train', 'val', null),
      fault: fc.constantFrom(null, null, 'broken'),
      shape: fc.constantFrom([2, 2, 1], [3, 3, 1], null),
      sizeBytes: fc.integer({ min: 0, max: 9 }),
    });
    const step = fc.oneof(
      fc.array(row, { maxLength: 8 }).map((rows): IndexEvent => records(...rows.map(({ i, ...more }) => file(0, { path: `${i}.png`, ...more })))),
      fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 3 }).map((rows): IndexEvent => ({ kind: 'removed', paths: rows.map((i) => `${i}.png`) })),
    );
    const property = fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const { db, datasetId } = await dataset([]);
      for (const event of steps) writeIndexEvents(db, { datasetId, events: [event] });
      const counted = db.prepare(
        `SELECT coalesce(label, '') AS label, coalesce(side, '') AS side, fault IS NOT NULL AS faulty, count(*) AS count, sum(size_bytes) AS size_bytes
         FROM samples GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      );
      const kept = db.prepare('SELECT label, side, faulty, count, size_bytes FROM sample_counts WHERE count > 0 ORDER BY 1, 2, 3');
      expect(kept.all()).toEqual(counted.all());
      const kinds = db.prepare('SELECT shape, dtype, count(*) AS count FROM samples WHERE shape IS NOT NULL AND fault IS NULL GROUP BY 1, 2 ORDER BY 1, 2');
      expect(db.prepare('SELECT shape, dtype, count FROM sample_kinds WHERE count > 0 ORDER BY 1, 2').all()).toEqual(kinds.all());
      db.close();
    });
    await fc.assert(property, { numRuns: 30 });
  });

  test('keeps the id of a sample while its row changes', async () => {
    const { db, datasetId } = await dataset([records(file(1, { shape: null, dtype: null, hash: null }), file(2))]);
    writeIndexEvents(db, { datasetId, events: [records(file(1)), { kind: 'removed', paths: [file(2).path] }, records(file(3))] });
    expect(findSample(db, { datasetId, sampleId: 1 })).toEqual({ folder: '/images', sample: { id: 1, ...file(1) } });
    expect(findSample(db, { datasetId, sampleId: 2 })).toBeNull();
    expect(findSample(db, { datasetId, sampleId: 3 })?.sample.path).toBe(file(3).path);
  });

  test('is told to an index that goes on, and to a split only what can be trained on', async () => {
    const rows = [file(1), file(2, { hash: null }), file(3, { label: null }), file(4, { fault: 'broken' }), file(5)];
    const { db, datasetId } = await dataset([records(...rows)]);
    expect(knownPart(db, { datasetId, from: 0 })).toEqual({ events: [records(...rows)], next: null });
    expect(splitPart(db, { datasetId, from: 0 })).toEqual({
      rows: [1, 5].map((i) => ({ key: file(i).hash, path: file(i).path, label: file(i).label, group: file(i).group, side: 'train', mask: null })),
      next: null,
    });
    const many = await dataset([records(...Array.from({ length: 10_001 }, (_, i) => file(i)))]);
    const first = splitPart(many.db, { datasetId: many.datasetId, from: 0 });
    expect([first.rows.length, first.next]).toEqual([10_000, 10_000]);
    expect(splitPart(many.db, { datasetId: many.datasetId, from: first.next ?? 0 })).toMatchObject({ rows: [{ path: file(10_000).path }], next: null });
  });
});

describe('pages of samples', () => {
  test('are what filtering all of them gives, at any offset', async () => {
    const all = Array.from({ length: 4_500 }, (_, i) =>
      file(i, { side: i % 5 === 0 ? 'test' : i % 7 === 0 ? null : 'train', fault: i % 50 === 0 ? 'broken' : null, ...(i % 4 === 1 && { shape: [9, 28, 28, 1], spacingMm: [2.0004, 0.5, i % 8 === 1 ? 0.5 : 0.7], orientation: 'LPS' }) }),
    );
    const gone = all.filter((_, i) => i % 11 === 3).map(({ path }) => path);
    const { db, datasetId } = await dataset([records(...all), { kind: 'removed', paths: gone }]);
    const left = all.map((row, i) => ({ id: i + 1, ...row })).filter((_, i) => i % 11 !== 3);
    const fits = (row: IndexedFile, { label, side, faulty, search, group, groupSize, shape, spacing }: SampleFilter) =>
      (label === undefined || row.label === label) &&
      (side === undefined || row.side === (side === 'none' ? null : side)) &&
      (faulty === undefined || (row.fault !== null) === faulty) &&
      (group === undefined || row.group === group) &&
      (groupSize === undefined || isWithinRange(left.filter((each) => each.group === row.group).length, groupSize)) &&
      (shape === undefined || (row.fault === null && String(row.shape) === String(shape))) &&
      (spacing === undefined || String(row.spacingMm?.map((size) => Number(size.toFixed(3)))) === String(spacing)) &&
      (search === undefined || row.path.toLowerCase().includes(search.toLowerCase()));
    const filters: SampleFilter[] = [{}, { label: 'class-1' }, { side: 'none' }, { side: 'test', faulty: false }, { faulty: true }, { search: 'CLASS-2/000' }, { search: '44', label: 'class-0' }, { label: 'no' }, { group: 'p7' }, { groupSize: [1, 3] }, { groupSize: [4, 4], side: 'none' }, { groupSize: [4, null] }, { groupSize: [5, 9] }, { shape: [9, 28, 28, 1], side: 'test' }, { shape: [28, 28, 1] }, { spacing: [2, 0.5, 0.7] }];
    for (const filter of filters) {
      const wanted = left.filter((row) => fits(row, filter));
      for (const offset of [1_990, 0, 3, 950, Math.max(0, wanted.length - 5), wanted.length + 5]) {
        const page = await listSamples(db, { datasetId, filter, offset, limit: 60 });
        expect({ filter, offset, ...page }).toEqual({ filter, offset, total: wanted.length, rows: wanted.slice(offset, offset + 60) });
      }
    }
  });

  test('are found by what a run calls them, which begins with the hash of their contents', async () => {
    const { db, datasetId } = await dataset([records(file(1), file(2, { hash: 'abcdef0123456789'.padEnd(32, '4') }), file(3, { hash: 'abcdef0123456788'.padEnd(32, '4') }))]);
    const found = await listSamples(db, { datasetId, filter: { search: 'sample-abcdef0123456789-2' }, offset: 0, limit: 10 });
    expect(found.rows.map(({ path }) => path)).toEqual([file(2).path]);
  });

  test('are right again after samples have come or gone', async () => {
    const { db, datasetId } = await dataset([records(...Array.from({ length: 30 }, (_, i) => file(i)))]);
    const page = () => listSamples(db, { datasetId, filter: { search: 'class-0' }, offset: 0, limit: 100 });
    expect((await page()).total).toBe(10);
    writeIndexEvents(db, { datasetId, events: [{ kind: 'removed', paths: [file(0).path] }, records(file(30), file(33))] });
    expect((await page()).rows.map(({ id }) => id)).toEqual([4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 32]);
  });
});

describe('a dataset', () => {
  test('is registered once, and comes back as it was when it is added again', async () => {
    const { db, folder, datasetId } = await dataset([records(file(1))]);
    endIndex(db, { datasetId, outcome: 'ready', message: null });
    await editDataset(db, folder, datasetId, (each) => ({ ...each, removedMs: 7 }));
    expect(listDatasets(db)).toEqual([]);
    const again = await insertDataset(db, folder, { name: 'other', folder: '/images' });
    expect(again).toMatchObject({ isNew: false, dataset: { id: datasetId, name: 'cats', samples: 1, status: 'ready' } });
    expect(listDatasets(db)).toHaveLength(1);
  });

  test('is found again from its file, to be indexed anew, when the database is lost', async () => {
    const { db, folder, datasetId } = await dataset([records(file(1))]);
    await editDataset(db, folder, datasetId, (each) => ({ ...each, name: 'dogs', layout: 'manifest', manifest: 'a.csv' }));
    const other = temporaryDatabase();
    expect(await syncDatasets(other, folder)).toEqual([]);
    expect(datasetSummary(other, { datasetId })).toMatchObject({ name: 'dogs', folder: '/images', status: 'cancelled', samples: 0 });
    expect(listDatasetsToIndex(other)).toEqual([{ datasetId }]);
    expect(await beginIndex(other, { datasetId })).toMatchObject({ layout: 'manifest', manifest: 'a.csv' });
    endIndex(other, { datasetId, outcome: 'ready', message: null });
    expect(await syncDatasets(other, folder)).toEqual([]);
    expect(listDatasetsToIndex(other)).toEqual([]);
  });

  test('gets its file back if only that is lost; a file that cannot be read is told and left alone', async () => {
    const { db, folder, datasetId } = await dataset([]);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeFileSync(join(folder, 'other.json'), '{"formatVersion":99}');
    expect(await syncDatasets(db, folder)).toEqual([expect.stringContaining('found format 99')]);
    expect(readdirSync(folder).sort()).toEqual([`${datasetId}.json`, 'other.json'].sort());
    expect(JSON.parse(readFileSync(join(folder, `${datasetId}.json`), 'utf8'))).toMatchObject({ id: datasetId, name: 'cats' });
    expect(readFileSync(join(folder, 'other.json'), 'utf8')).toBe('{"formatVersion":99}');
  });
});

describe('an index', () => {
  test('shows its progress while it runs, and why it failed', async () => {
    const progress = { pass: 'header', done: 5, total: 10, filesPerSecond: 100, secondsLeft: 0.05 } as const;
    const { db, datasetId } = await dataset([{ kind: 'progress', progress }]);
    expect(datasetSummary(db, { datasetId })).toMatchObject({ status: 'indexing', progress });
    const failed = endIndex(db, { datasetId, outcome: 'failed', message: 'The drive is gone.' });
    expect(failed).toMatchObject({ status: 'failed', message: 'The drive is gone.', progress: null, indexedMs: null });
    expect(listDatasetsToIndex(db)).toEqual([]);
  });

  test('whose process is gone is interrupted, and wanted again', async () => {
    const { db, datasetId } = await dataset([]);
    await interruptDeadIndexes(db);
    expect(datasetSummary(db, { datasetId }).status).toBe('indexing');
    const self = await identifyProcess();
    db.prepare('UPDATE datasets SET indexing_by = ?').run(JSON.stringify({ ...self, startedAt: 'long ago' }));
    await interruptDeadIndexes(db);
    expect(datasetSummary(db, { datasetId })).toMatchObject({ status: 'cancelled', message: expect.stringContaining('is kept') as string });
    expect(listDatasetsToIndex(db)).toEqual([{ datasetId }]);
  });

  test('is refused while another living process is at it', async () => {
    const { db, datasetId } = await dataset([]);
    const other = await identifyProcess(process.ppid);
    db.prepare('UPDATE datasets SET indexing_by = ?').run(JSON.stringify(other));
    await expect(beginIndex(db, { datasetId })).rejects.toThrow(`expected nobody to index "cats", but found process ${process.ppid}`);
  });
});

describe('a dataset of images and masks', () => {
  const masked = (i: number, values: readonly number[] | null, more: Partial<IndexedFile> = {}) =>
    file(i, { label: null, mask: { path: `masks/${i}.png`, sizeBytes: 9, modifiedMs: 5, hash: 'aa'.repeat(16), values }, ...more });
  const indexed = () =>
    dataset([
      { kind: 'layout', finding: { ...FINDING, layout: 'image-masks' } },
      records(masked(0, [0, 255]), masked(1, [0]), masked(2, [0, 255], { side: 'test' }), masked(3, [0, 255], { fault: 'broken' }), masked(4, null, { hash: null })),
    ]);

  test('counts images by what their masks show, and by side', async () => {
    const { db, datasetId } = await indexed();
    expect(datasetDetail(db, { datasetId }).classes).toEqual([
      { label: 'background', value: 0, count: 3, bySide: { train: 2, test: 1 } },
      { label: 'foreground', value: 255, count: 2, bySide: { train: 1, test: 1 } },
    ]);
    writeIndexEvents(db, { datasetId, events: [records(masked(0, [0])), { kind: 'removed', paths: [masked(2, null).path] }] });
    expect(datasetDetail(db, { datasetId }).classes).toEqual([{ label: 'background', value: 0, count: 2, bySide: { train: 2 } }]);
  });

  test('finds the images that show a class, and is told to a split with its masks', async () => {
    const { db, datasetId } = await indexed();
    const { total, rows } = await listSamples(db, { datasetId, filter: { label: 'foreground', faulty: false }, offset: 0, limit: 10 });
    expect([total, rows.map(({ path }) => path)]).toEqual([2, [file(0).path, file(2).path]]);
    expect(splitPart(db, { datasetId, from: 0 }).rows.map(({ label, mask }) => [label, mask])).toEqual(
      [0, 1, 2].map((i) => [null, { path: `masks/${i}.png`, key: 'aa'.repeat(16), values: i === 1 ? [0] : [0, 255] }]),
    );
  });
});
