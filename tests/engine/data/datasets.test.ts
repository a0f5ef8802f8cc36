import { describe, expect, it } from 'vitest';
import { cachedDataset } from '../../../src-main/engine/data/cached.ts';
import { concat } from '../../../src-main/engine/data/concat.ts';
import { UnreadableSample } from '../../../src-main/engine/data/dataset.ts';
import type { Dataset } from '../../../src-main/engine/data/dataset.ts';
import { extendDataset } from '../../../src-main/engine/data/extend.ts';
import { lazyDataset } from '../../../src-main/engine/data/lazy.ts';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { preparedDataset } from '../../../src-main/engine/data/prepared.ts';
import { subset } from '../../../src-main/engine/data/subset.ts';
import { array, counting, greyImage, numbered } from '../../helpers/samples.ts';

const keys = async (dataset: Dataset) => Promise.all(Array.from({ length: dataset.length }, async (_, i) => (await dataset.read(i)).key));

describe('memoryDataset', () => {
  it('gives its samples and knows their labels', async () => {
    const samples = numbered(12);
    const dataset = memoryDataset(samples);
    expect(dataset.length).toBe(12);
    expect([...dataset.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    expect(await dataset.read(11)).toBe(samples[11]);
    await expect(dataset.read(12)).rejects.toThrow('expected a sample number from 0 to 11, but found 12');
  });
});

describe('lazyDataset', () => {
  const entries = [
    { key: 'a', path: 'cat/1.png', label: 0 },
    { key: 'b', path: 'dog/1.png', label: 1 },
  ];

  it('reads a file when its sample is asked for', async () => {
    const read: string[] = [];
    const dataset = lazyDataset(entries, async (path) => {
      read.push(path);
      return array(Uint8Array.of(7), [1, 1, 1], 'uint8');
    });
    expect([...dataset.labels]).toEqual([0, 1]);
    expect(read).toEqual([]);
    expect(await dataset.read(1)).toEqual({
      key: 'b',
      path: 'dog/1.png',
      arrays: { image: array(Uint8Array.of(7), [1, 1, 1], 'uint8'), label: array(Int32Array.of(1), [], 'int32') },
    });
    expect(read).toEqual(['dog/1.png']);
  });

  it('names the file that cannot be read and keeps the cause', async () => {
    const cause = new Error('not a PNG');
    const dataset = lazyDataset(entries, () => Promise.reject(cause));
    const error: unknown = await dataset.read(0).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(UnreadableSample);
    expect(error).toMatchObject({ path: 'cat/1.png', cause, message: 'expected a readable image at cat/1.png' });
  });

  it('does not blame a file whose reading was stopped', async () => {
    const dataset = lazyDataset(entries, () => Promise.reject(new Error('stopped')));
    await expect(dataset.read(0, { aborted: true })).rejects.not.toBeInstanceOf(UnreadableSample);
  });
});

describe('cachedDataset', () => {
  it('reads what fits into the budget once and the rest each time', async () => {
    const { dataset, reads } = counting(memoryDataset(numbered(5)));
    // A pixel and a label take eight bytes.
    const cached = cachedDataset(dataset, 3 * 8 + 7);
    expect(await keys(cached)).toEqual(['key-0', 'key-1', 'key-2', 'key-3', 'key-4']);
    expect(await keys(cached)).toEqual(['key-0', 'key-1', 'key-2', 'key-3', 'key-4']);
    expect(reads).toEqual([1, 1, 1, 2, 2]);
  });

  it('counts a sample that two asked for at once only once', async () => {
    const { dataset, reads } = counting(memoryDataset(numbered(2)));
    const cached = cachedDataset(dataset, 16);
    await Promise.all([cached.read(0), cached.read(0)]);
    await cached.read(1);
    await Promise.all([cached.read(0), cached.read(1)]);
    expect(reads).toEqual([2, 1]);
  });
});

describe('subset', () => {
  it('gives the chosen samples in the order chosen', async () => {
    const chosen = subset(memoryDataset(numbered(10)), [7, 2, 7]);
    expect(await keys(chosen)).toEqual(['key-7', 'key-2', 'key-7']);
    expect([...chosen.labels]).toEqual([7, 2, 7]);
    expect(await keys(subset(chosen, [1]))).toEqual(['key-2']);
  });

  it('refuses places outside', async () => {
    expect(() => subset(memoryDataset(numbered(3)), [3])).toThrow('expected a sample number from 0 to 2, but found 3');
    await expect(subset(memoryDataset(numbered(3)), [1]).read(1)).rejects.toThrow('expected a sample number from 0 to 0, but found 1');
  });
});

describe('concat', () => {
  it('puts datasets one behind the other', async () => {
    const all = memoryDataset(numbered(6));
    const joined = concat([subset(all, [0, 1]), subset(all, []), subset(all, [5, 4, 3])]);
    expect(await keys(joined)).toEqual(['key-0', 'key-1', 'key-5', 'key-4', 'key-3']);
    expect([...joined.labels]).toEqual([0, 1, 5, 4, 3]);
    await expect(joined.read(5)).rejects.toThrow('expected a sample number from 0 to 4, but found 5');
  });
});

describe('extendDataset', () => {
  const part = (whole: Awaited<ReturnType<Dataset['read']>>, place: number) => ({ ...whole, key: `${whole.key}/${place}` });

  it('gives several samples of each file and reads it once for them', async () => {
    const { dataset, reads } = counting(memoryDataset(numbered(3)));
    const slices = extendDataset(dataset, [2, 0, 3], part);
    expect([...slices.labels]).toEqual([0, 0, 2, 2, 2]);
    const found: string[] = [];
    for (let i = 0; i < slices.length; i++) found.push((await slices.read(i)).key);
    expect(found).toEqual(['key-0/0', 'key-0/1', 'key-2/0', 'key-2/1', 'key-2/2']);
    expect(reads).toEqual([1, 0, 1]);
  });

  it('tries a file again after it could not be read', async () => {
    let fail = true;
    const base = memoryDataset(numbered(1));
    const slices = extendDataset({ ...base, read: async (index) => (fail ? Promise.reject(new Error('busy')) : base.read(index)) }, [2], part);
    await expect(slices.read(0)).rejects.toThrow('busy');
    fail = false;
    expect((await slices.read(1)).key).toBe('key-0/1');
  });

  it('wants the parts of every file', () => {
    expect(() => extendDataset(memoryDataset(numbered(2)), [1], part)).toThrow('expected the parts of 2 samples, but found 1');
  });
});

describe('preparedDataset', () => {
  it('gives prepared samples and leaves those below as they were', async () => {
    const samples = [{ ...numbered(1)[0], arrays: { image: array(Uint8Array.of(0, 51, 255), [1, 3, 1], 'uint8') } }] as Parameters<typeof memoryDataset>[0];
    const prepared = preparedDataset(memoryDataset(samples), [{ kind: 'range', low: 0, high: 1, from: 'type' }]);
    expect((await prepared.read(0)).arrays).toEqual({ image: greyImage([[0, 0.2, 1]]) });
    expect(samples[0]?.arrays['image']?.data).toEqual(Uint8Array.of(0, 51, 255));
  });
});
