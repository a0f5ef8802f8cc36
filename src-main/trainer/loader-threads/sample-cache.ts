import type { Sample } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import type { BatchArrays } from '../../engine/loading/batch.ts';
import { writeSample } from '../../engine/loading/collate.ts';
import { arraysIn, batchBytes, formOf } from '../../engine/loading/form.ts';
import type { SampleForm } from '../../engine/loading/form.ts';
import { nameAt } from './sample-table.ts';
import type { SampleTable } from './sample-table.ts';

/**
 * Prepared samples in memory that all loader threads share, so that each image
 * is read and decoded once whichever thread comes upon it.
 *
 * The first so many samples of the dataset have a place; with a random order
 * that is as good as any other choice. Memory is only taken as places fill.
 */
export interface SampleCache {
  readonly form: SampleForm;
  /** Samples that have a place. */
  readonly capacity: number;
  /** Int32 per place: empty, being written, or there. */
  readonly states: SharedArrayBuffer;
  readonly data: SharedArrayBuffer;
}

const EMPTY = 0;
const WRITING = 1;
const THERE = 2;

/** A place in the arrays of a batch with as many samples as have places. */
export function createSampleCache(form: SampleForm, samples: number, budgetBytes: number): SampleCache {
  const capacity = Math.min(samples, Math.floor(budgetBytes / Math.max(1, batchBytes(form, 1))));
  const bytes = batchBytes(form, capacity);
  try {
    return { form, capacity, states: new SharedArrayBuffer(4 * capacity), data: new SharedArrayBuffer(bytes) };
  } catch (cause) {
    throw new BadInput(`expected ${Math.ceil(bytes / 1e6)} MB of memory for prepared images, but the system gives less`, { cause, help: 'Lower dataset.cacheBudgetMb.' });
  }
}

/** The dataset, read through the cache. */
export function throughCache(dataset: Dataset, table: SampleTable, cache: SampleCache): Dataset {
  const states = new Int32Array(cache.states);
  const arrays = arraysIn(cache.form, cache.capacity, cache.data);
  const kinds = JSON.stringify(cache.form);

  const read: Dataset['read'] = async (index, signal) => {
    if (index < cache.capacity && Atomics.load(states, index) === THERE) return sampleAt(table, cache.form, arrays, index);
    const sample = await dataset.read(index, signal);
    const fits = index < cache.capacity && JSON.stringify(formOf(sample)) === kinds;
    if (fits && Atomics.compareExchange(states, index, EMPTY, WRITING) === EMPTY) {
      writeSample(sample, index, arrays);
      Atomics.store(states, index, THERE);
    }
    return sample;
  };
  return { length: dataset.length, labels: dataset.labels, read };
}

function sampleAt(table: SampleTable, form: SampleForm, all: BatchArrays, index: number): Sample {
  const { key, path } = nameAt(table, index);
  const arrays = form.map(({ name, shape, dtype }) => {
    const size = shape.reduce((product, side) => product * side, 1);
    const data = all[name]?.data.subarray(index * size, (index + 1) * size);
    if (!data) throw new Error(`expected an array named ${name} in the cache of samples`);
    return [name, { data, shape, dtype }] as const;
  });
  return { key, path, arrays: Object.fromEntries(arrays) };
}
