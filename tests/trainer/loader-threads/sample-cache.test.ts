import { describe, expect, it } from 'vitest';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { formOf } from '../../../src-main/engine/loading/form.ts';
import { createSampleCache, throughCache } from '../../../src-main/trainer/loader-threads/sample-cache.ts';
import { createSampleTable } from '../../../src-main/trainer/loader-threads/sample-table.ts';
import { array, counting, sample } from '../../helpers/samples.ts';
import { floatImage } from '../../../src-main/engine/data/image.ts';

/** A volume of its own size, with a mask. */
function volume(i: number) {
  const lengths = [2 + i, 3, 1 + (i % 3)];
  const count = lengths.reduce((product, length) => product * length, 1);
  return sample(i, floatImage(Float32Array.from({ length: count }, (_, k) => i + k / 100), [...lengths, 1]), 0, { label: array(Int32Array.from({ length: count }, (_, k) => (k % 4) - 1), [...lengths, 1], 'int32') });
}

const samples = Array.from({ length: 6 }, (_, i) => volume(i));
const table = createSampleTable(samples.map(({ key, path }) => ({ key, path, label: 0 })));
const bytesOf = (each: (typeof samples)[number]) => Object.values(each.arrays).reduce((sum, { data }) => sum + data.byteLength, 0);
const all = samples.reduce((sum, each) => sum + bytesOf(each), 0);

function cached(budget: number) {
  const { dataset, reads } = counting(memoryDataset(samples));
  return { reads, dataset: throughCache(dataset, table, createSampleCache(formOf(volume(0)), samples.length, budget, false)) };
}

describe('prepared samples in memory', () => {
  it('may differ in shape, and are read once', async () => {
    const { dataset, reads } = cached(all);
    for (const index of [3, 1, 0, 5, 2, 4, 4, 3, 2, 1, 0, 5]) expect(await dataset.read(index)).toEqual(samples[index]);
    expect(reads).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('take no more than their budget: what does not fit is read each time, what still does is kept', async () => {
    const [first = 0, last = 0] = [samples[0], samples[5]].map((each) => (each ? bytesOf(each) : 0));
    const { dataset, reads } = cached(first + last);
    for (const index of [5, 4, 0, 5, 4, 0]) expect(await dataset.read(index)).toEqual(samples[index]);
    expect(reads).toEqual([1, 0, 0, 0, 2, 1]);
  });

  it('are asked for anew where they have other arrays than the first', async () => {
    const odd = sample(0, floatImage(Float32Array.of(1), [1, 1, 1]));
    const { dataset, reads } = counting(memoryDataset([odd]));
    const kept = throughCache(dataset, table, createSampleCache(formOf(volume(0)), 1, 1e6, false));
    for (let i = 0; i < 2; i++) expect(await kept.read(0)).toEqual(odd);
    expect(reads).toEqual([2]);
  });
});
