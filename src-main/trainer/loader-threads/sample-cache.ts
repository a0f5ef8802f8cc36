import { totalmem } from 'node:os';
import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { batchBytes, formOf, sizeOf } from '../../engine/loading/form.ts';
import type { SampleForm } from '../../engine/loading/form.ts';
import { nameAt } from './sample-table.ts';
import type { SampleTable } from './sample-table.ts';

/**
 * Prepared samples in memory that all loader threads share, so that each image
 * is read and decoded once whichever thread comes upon it.
 *
 * They lie one behind the other, whatever their shapes, in the order in which
 * they came; what does not fit any more is read each time. With a random order
 * that is as good as any other choice. Memory is only taken as it fills.
 */
export interface SampleCache {
  /** Of one of the samples: all have arrays of these names, types and numbers of axes. */
  readonly form: SampleForm;
  /** Int32 per sample: not there, being written, or there. */
  readonly states: SharedArrayBuffer;
  /** Float64 per sample: the byte that it begins at. */
  readonly starts: SharedArrayBuffer;
  /** Int32 per sample and axis: the lengths of all arrays, one behind the other. */
  readonly lengths: SharedArrayBuffer;
  /** BigInt64: bytes that are taken. */
  readonly taken: SharedArrayBuffer;
  readonly data: SharedArrayBuffer;
}

const EMPTY = 0;
const WRITING = 1;
const THERE = 2;

/** @param alike whether all samples have the shapes of this form, so that no more memory is asked for than they need. */
export function createSampleCache(form: SampleForm, samples: number, budgetBytes: number, alike = true): SampleCache {
  // What shapes will come is not known where they differ: then all of the budget is asked for, which a machine refuses beyond its memory.
  const room = Math.floor(Math.min(budgetBytes, totalmem()));
  const bytes = alike ? Math.min(room, samples * batchBytes(form, 1)) : room;
  try {
    return {
      form,
      states: new SharedArrayBuffer(4 * samples),
      starts: new SharedArrayBuffer(8 * samples),
      lengths: new SharedArrayBuffer(4 * samples * axesOf(form)),
      taken: new SharedArrayBuffer(8),
      data: new SharedArrayBuffer(bytes),
    };
  } catch (cause) {
    throw new BadInput(`expected ${Math.ceil(bytes / 1e6)} MB of memory for prepared images, but the system gives less`, { cause, help: 'Lower dataset.cacheBudgetMb.' });
  }
}

/** The dataset, read through the cache. */
export function throughCache(dataset: Dataset, table: SampleTable, cache: SampleCache): Dataset {
  const states = new Int32Array(cache.states);
  const read: Dataset['read'] = async (index, signal) => {
    if (Atomics.load(states, index) === THERE) return { ...nameAt(table, index), arrays: arraysAt(cache, index) };
    const sample = await dataset.read(index, signal);
    if (isOfForm(sample, cache.form)) keep(sample, index, cache, states);
    return sample;
  };
  return { length: dataset.length, labels: dataset.labels, read };
}

function keep(sample: Sample, index: number, cache: SampleCache, states: Int32Array): void {
  if (Atomics.compareExchange(states, index, EMPTY, WRITING) !== EMPTY) return;
  const form = formOf(sample);
  const start = takeRoom(cache, batchBytes(form, 1));
  if (start === null) {
    Atomics.store(states, index, EMPTY);
    return;
  }
  new Float64Array(cache.starts)[index] = start;
  new Int32Array(cache.lengths).set(form.flatMap(({ shape }) => [...shape]), index * axesOf(form));
  for (const [name, { data }] of Object.entries(arraysAt(cache, index))) data.set((sample.arrays[name] as DenseArray).data);
  Atomics.store(states, index, THERE);
}

/** Where so many bytes may be written; null where too few are left. */
function takeRoom({ taken, data }: SampleCache, bytes: number): number | null {
  const counter = new BigInt64Array(taken);
  for (;;) {
    const before = Atomics.load(counter, 0);
    if (Number(before) + bytes > data.byteLength) return null;
    if (Atomics.compareExchange(counter, 0, before, before + BigInt(bytes)) === before) return Number(before);
  }
}

/** A sample's arrays, in the cache's own memory. */
function arraysAt({ form, starts, lengths, data }: SampleCache, index: number): Readonly<Record<string, DenseArray>> {
  const all = new Int32Array(lengths, 4 * index * axesOf(form), axesOf(form));
  let [axis, at] = [0, new Float64Array(starts)[index] ?? 0];
  const arrays = form.map(({ name, shape: { length: rank }, dtype }) => {
    const shape = [...all.subarray(axis, (axis += rank))];
    const size = sizeOf(shape);
    const array: DenseArray = { data: dtype === 'float32' ? new Float32Array(data, at, size) : new Int32Array(data, at, size), shape, dtype };
    at += array.data.byteLength;
    return [name, array] as const;
  });
  return Object.fromEntries(arrays);
}

function isOfForm(sample: Sample, form: SampleForm): boolean {
  const kinds = (each: SampleForm) => each.map(({ name, shape, dtype }) => `${name} ${shape.length} ${dtype}`).join();
  return kinds(formOf(sample)) === kinds(form);
}

function axesOf(form: SampleForm): number {
  return form.reduce((sum, { shape }) => sum + shape.length, 0);
}
