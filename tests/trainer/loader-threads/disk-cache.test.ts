import { readFileSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { diskCacheSize, openDiskCache, throughDisk, wipeDiskCache } from '../../../src-main/trainer/loader-threads/disk-cache.ts';
import { decodeArrays, encodeArrays } from '../../../src-main/trainer/loader-threads/prepared-file.ts';
import { createSampleTable } from '../../../src-main/trainer/loader-threads/sample-table.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { array, counting, greyImage, sample } from '../../helpers/samples.ts';

const samples = [0, 1, 2].map((i) => sample(i, greyImage([[i, i + 0.5]]), i));
const table = createSampleTable(samples.map(({ key, path }, label) => ({ key, path, label })));

/** The samples through a cache, and how often each was made. */
function cached(folder: string, { settings = {}, limitBytes = 1e6 }: { readonly settings?: unknown; readonly limitBytes?: number } = {}) {
  const { dataset, reads } = counting(memoryDataset(samples));
  return { dataset: throughDisk(dataset, table, openDiskCache(folder, limitBytes, settings)), reads };
}

async function readAll(folder: string, options: Parameters<typeof cached>[1] = {}): Promise<readonly number[]> {
  const { dataset, reads } = cached(folder, options);
  for (let i = 0; i < dataset.length; i++) expect(await dataset.read(i)).toEqual(samples[i]);
  return reads;
}

describe('prepared samples on disk', () => {
  it('are made once and read by the next run, bit for bit', async () => {
    const folder = join(temporaryFolder(), 'cache');
    expect(await readAll(folder)).toEqual([1, 1, 1]);
    expect(await readAll(folder)).toEqual([0, 0, 0]);
    expect(diskCacheSize(folder).files).toBe(3);
  });

  it('are called by their aliases by every run that reads them, and are the same files without', async () => {
    const folder = temporaryFolder();
    await readAll(folder);
    const named = createSampleTable(samples.map(({ key, path }, label) => ({ key, path, label, alias: `sample-${label}` })));
    const { dataset, reads } = counting(memoryDataset(samples));
    const kept = throughDisk(dataset, named, openDiskCache(folder, 1e6, {}));
    expect(await Promise.all(samples.map((_, i) => kept.read(i)))).toEqual(samples.map((each, i) => ({ ...each, path: `sample-${i}` })));
    expect(reads).toEqual([0, 0, 0]);
  });

  it('are made anew for other settings, and are kept beside the old ones', async () => {
    const folder = temporaryFolder();
    await readAll(folder);
    expect(await readAll(folder, { settings: { prepare: 'other' } })).toEqual([1, 1, 1]);
    expect(await readAll(folder)).toEqual([0, 0, 0]);
  });

  it('lie where only their owner may look', async () => {
    const folder = join(temporaryFolder(), 'cache');
    await readAll(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('are made again when they are damaged, cut short or gone', async () => {
    const folder = temporaryFolder();
    await readAll(folder);
    const [first = '', second = '', third = ''] = readdirSync(folder).map((name) => join(folder, name));
    const bytes = readFileSync(first);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    writeFileSync(first, bytes);
    truncateSync(second, 5);
    wipeDiskCache(folder);
    writeFileSync(first, bytes);
    writeFileSync(second, '');
    expect(diskCacheSize(folder).files).toBe(2);
    expect(await readAll(folder)).toEqual([1, 1, 1]);
    expect(await readAll(folder)).toEqual([0, 0, 0]);
    expect(third).not.toBe('');
  });

  it('stay within their limit: what was not used for longest goes first, and what does not fit is not kept', async () => {
    const folder = temporaryFolder();
    await readAll(folder);
    const names = readdirSync(folder);
    names.forEach((name, i) => utimesSync(join(folder, name), i + 1, i + 1));
    const each = diskCacheSize(folder).bytes / 3;
    openDiskCache(folder, 2 * each, {});
    expect(readdirSync(folder)).toEqual(names.slice(1));
    expect(await readAll(temporaryFolder(), { limitBytes: 10 })).toEqual([1, 1, 1]);
  });

  it('are all that a wipe removes', async () => {
    const folder = temporaryFolder();
    await readAll(folder);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    wipeDiskCache(folder);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });
});

describe('the file of a prepared sample', () => {
  it('holds any named arrays', () => {
    const arrays = { image: array(Float32Array.of(1, -2, Number.NaN), [1, 3, 1], 'float32'), label: array(Int32Array.of(3), [], 'int32'), odd: array(Uint8Array.of(7, 8, 9), [3], 'uint8'), target: array(Int16Array.of(-5), [1], 'int16') };
    expect(decodeArrays(encodeArrays(arrays))).toEqual(arrays);
  });

  it('is nothing once a byte of it has changed', () => {
    const whole = encodeArrays({ image: array(Float32Array.of(1, 2), [2], 'float32') });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Uint8Array.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        expect(decodeArrays(damaged)).toBeNull();
      }),
    );
  });
});
