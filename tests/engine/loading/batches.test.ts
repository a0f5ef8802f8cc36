import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { reportArrays } from '../../../src-main/engine/loading/array-report.ts';
import { createBatchSource } from '../../../src-main/engine/loading/batch-source.ts';
import type { Batch, BatchSource } from '../../../src-main/engine/loading/batch.ts';
import { writeSample } from '../../../src-main/engine/loading/collate.ts';
import { arraysIn, batchBytes, firstOf, formOf } from '../../../src-main/engine/loading/form.ts';
import type { BatchRecipe } from '../../../src-main/engine/loading/recipe.ts';
import { createSampler } from '../../../src-main/engine/sampling/create.ts';
import { array, counting, greyImage, numbered, sample, withUnreadable } from '../../helpers/samples.ts';

const sequential = (count: number) => createSampler({ kind: 'sequential' }, new Int32Array(count), 3);

function recipe(count: number, more: Partial<BatchRecipe> = {}): BatchRecipe {
  return { dataset: memoryDataset(numbered(count)), sampler: sequential(count), batchSize: 3, batchesPerEpoch: 'auto', dropLast: false, unreadable: 'replace', ...more };
}

interface Seen extends Pick<Batch, 'size' | 'skipped'> {
  readonly pixels: number[];
  readonly labels: number[];
  readonly keys: string[];
}

/** What an epoch's batches held, copied before they are released. */
async function take(source: BatchSource, epoch = 1, from = 0): Promise<Seen[]> {
  const seen: Seen[] = [];
  for await (const { size, arrays, samples, skipped, release } of source.epoch(epoch, from)) {
    const values = (name: string) => [...(arrays[name]?.data ?? [])];
    seen.push({ size, skipped, pixels: values('image'), labels: values('label'), keys: samples.map(({ key }) => key) });
    release();
  }
  return seen;
}

const pixels = async (source: BatchSource, epoch = 1, from = 0) => (await take(source, epoch, from)).map((batch) => batch.pixels);

describe('createBatchSource', () => {
  it('gives every sample once, the last batch with what is left', async () => {
    const source = createBatchSource(recipe(7));
    expect(source.samples).toBe(7);
    expect(source.batchesPerEpoch()).toBe(3);
    expect(await take(source)).toEqual([
      { size: 3, skipped: [], pixels: [0, 1, 2], labels: [0, 1, 2], keys: ['key-0', 'key-1', 'key-2'] },
      { size: 3, skipped: [], pixels: [3, 4, 5], labels: [3, 4, 5], keys: ['key-3', 'key-4', 'key-5'] },
      { size: 1, skipped: [], pixels: [6], labels: [6], keys: ['key-6'] },
    ]);
  });

  it('drops a last batch that is not full, if asked', async () => {
    const source = createBatchSource(recipe(7, { dropLast: true }));
    expect(source.samples).toBe(6);
    expect(source.batchesPerEpoch()).toBe(2);
    expect(await pixels(source)).toEqual([[0, 1, 2], [3, 4, 5]]);
    expect(createBatchSource(recipe(6, { dropLast: true })).batchesPerEpoch()).toBe(2);
    expect(createBatchSource(recipe(2, { dropLast: true })).batchesPerEpoch()).toBe(0);
  });

  it('gives shapes with the batch axis first, float32 images and int32 labels', async () => {
    const colour = (i: number) => sample(i, array(Uint8Array.from({ length: 12 }, (_, k) => i + k), [2, 2, 3], 'uint8'), 1, { mask: array(Uint8Array.of(0, 1, 1, 2), [2, 2, 1], 'uint8') });
    const source = createBatchSource(recipe(2, { dataset: memoryDataset([colour(0), colour(100)]) }));
    for await (const batch of source.epoch(1)) {
      expect(batch.arrays).toEqual({
        image: array(Float32Array.from({ length: 24 }, (_, k) => (k < 12 ? k : 88 + k)), [2, 2, 2, 3], 'float32'),
        label: array(Int32Array.of(1, 1), [2], 'int32'),
        mask: array(Int32Array.of(0, 1, 1, 2, 0, 1, 1, 2), [2, 2, 2, 1], 'int32'),
      });
    }
  });

  it('follows the sampler of each epoch', async () => {
    const source = createBatchSource(recipe(30, { sampler: createSampler({ kind: 'random', seed: 1 }, new Int32Array(30), 4), batchSize: 4 }));
    const first = (await pixels(source, 1)).flat();
    expect(first).not.toEqual((await pixels(source, 2)).flat());
    expect(first).toEqual((await pixels(source, 1)).flat());
    expect(first.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  it('goes on from a batch without reading those before it', async () => {
    const { dataset, reads } = counting(memoryDataset(numbered(9)));
    const source = createBatchSource(recipe(9, { dataset }));
    expect(await pixels(source, 1, 2)).toEqual([[6, 7, 8]]);
    expect(reads).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
    expect(await pixels(source, 1, 3)).toEqual([]);
  });

  it('gives each change the place of its sample, the same from whatever batch it goes on', async () => {
    const change: BatchRecipe['change'] = (given: Sample, epoch, position) => ({ ...given, arrays: { ...given.arrays, image: greyImage([[1000 * epoch + position]]) } });
    const source = createBatchSource(recipe(7, { change, sampler: createSampler({ kind: 'random', seed: 1 }, new Int32Array(7), 3) }));
    expect(await pixels(source, 2)).toEqual([[2000, 2001, 2002], [2003, 2004, 2005], [2006]]);
    expect(await pixels(source, 2, 1)).toEqual([[2003, 2004, 2005], [2006]]);
  });

  it('takes the next readable sample in training, and says so', async () => {
    const dataset = withUnreadable(memoryDataset(numbered(5)), [1, 2, 4]);
    const source = createBatchSource(recipe(5, { dataset, batchSize: 5 }));
    expect(await take(source)).toEqual([
      {
        size: 5,
        pixels: [0, 3, 3, 3, 0],
        labels: [0, 3, 3, 3, 0],
        keys: ['key-0', 'key-3', 'key-3', 'key-3', 'key-0'],
        skipped: [
          { path: 'image-1.png', reason: 'the file is empty', standIn: 'image-3.png' },
          { path: 'image-2.png', reason: 'the file is empty', standIn: 'image-3.png' },
          { path: 'image-4.png', reason: 'the file is empty', standIn: 'image-0.png' },
        ],
      },
    ]);
  });

  it('leaves an unreadable sample out in evaluation, and says so', async () => {
    const dataset = withUnreadable(memoryDataset(numbered(6)), [1, 3, 4, 5]);
    const source = createBatchSource(recipe(6, { dataset, unreadable: 'leave-out' }));
    const fault = (i: number) => ({ path: `image-${i}.png`, reason: 'the file is empty', standIn: null });
    expect(await take(source)).toEqual([
      { size: 2, pixels: [0, 2], labels: [0, 2], keys: ['key-0', 'key-2'], skipped: [fault(1)] },
      { size: 0, pixels: [], labels: [], keys: [], skipped: [fault(3), fault(4), fault(5)] },
    ]);
  });

  it('ends if nothing can be read at all, in training', async () => {
    const source = createBatchSource(recipe(2, { dataset: withUnreadable(memoryDataset(numbered(2)), [0, 1]) }));
    await expect(take(source)).rejects.toThrow('expected one readable image among 2 one after the other, but found none');
  });

  it('does not take a mistake in the code for an unreadable sample', async () => {
    const dataset = { ...memoryDataset(numbered(2)), read: () => Promise.reject(new TypeError('a mistake')) };
    await expect(take(createBatchSource(recipe(2, { dataset })))).rejects.toThrow('a mistake');
  });

  it('uses the memory of a released batch again, and never that of one in use', async () => {
    const buffers: unknown[] = [];
    const held: Batch[] = [];
    for await (const batch of createBatchSource(recipe(12)).epoch(1)) {
      buffers.push(batch.arrays['image']?.data.buffer);
      if (held.length === 0) held.push(batch);
      else {
        batch.release();
        batch.release();
      }
    }
    expect(buffers[1]).not.toBe(buffers[0]);
    expect(buffers[2]).toBe(buffers[1]);
    expect(buffers[3]).toBe(buffers[1]);
    expect([...(held[0]?.arrays['image']?.data ?? [])]).toEqual([0, 1, 2]);
  });

  it('refuses samples of several shapes and says what helps', async () => {
    const dataset = memoryDataset([sample(0, greyImage([[1, 2]])), sample(1, greyImage([[1], [2]]))]);
    const error: unknown = await take(createBatchSource(recipe(2, { dataset }))).catch((each: unknown) => each);
    expect(error).toMatchObject({
      name: 'BadInput',
      message: 'expected image of shape [1, 2, 1] as in the first sample, but found [2, 1, 1] in image-1.png',
      help: expect.stringContaining('resize') as string,
    });
  });
});

describe('memory of batches', () => {
  it('lies one array behind the other in the given buffer', () => {
    const form = formOf(sample(0, greyImage([[1, 2]]), 4));
    expect(batchBytes(form, 3)).toBe(3 * 12);
    const buffer = new SharedArrayBuffer(64);
    const arrays = arraysIn(form, 3, buffer, 16);
    writeSample(sample(0, greyImage([[1, 2]]), 4), 0, arrays);
    writeSample(sample(2, greyImage([[5, 6]]), 8), 2, arrays);
    expect([...new Float32Array(buffer, 16, 6)]).toEqual([1, 2, 0, 0, 5, 6]);
    expect([...new Int32Array(buffer, 40, 3)]).toEqual([4, 0, 8]);
    expect(firstOf(arrays, 1)).toEqual({ image: greyBatch([1, 2], [1, 1, 2, 1]), label: array(Int32Array.of(4), [1], 'int32') });
  });

  it('wants every array that the first sample had', () => {
    const arrays = arraysIn(formOf(sample(0, greyImage([[1]]))), 1, new ArrayBuffer(8));
    expect(() => writeSample({ key: 'k', path: 'a.png', arrays: { image: greyImage([[1]]) } }, 0, arrays)).toThrow('expected an array named label in a.png, but found image');
  });
});

describe('reportArrays', () => {
  it('tells shape, type and range of every array', () => {
    expect(reportArrays({ image: greyBatch([-1, 0, 4], [3, 1, 1, 1]), label: array(Int32Array.of(2, 0, 1), [3], 'int32') })).toEqual([
      { name: 'image', shape: [3, 1, 1, 1], dtype: 'float32', min: -1, max: 4, mean: 1 },
      { name: 'label', shape: [3], dtype: 'int32', min: 0, max: 2, mean: 1 },
    ]);
  });
});

function greyBatch(values: readonly number[], shape: readonly number[]) {
  return array(Float32Array.from(values), shape, 'float32');
}
