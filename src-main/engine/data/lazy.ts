import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { Dataset } from './dataset.ts';
import { UnreadableSample } from './dataset.ts';
import { entryAt } from './entry-at.ts';

/** One file of a lazy dataset: what is known of it without reading it. */
export interface LazyEntry {
  readonly key: string;
  readonly path: string;
  /** Class number. */
  readonly label: number;
}

/** Reads the picture at a path: [height, width, channel] in the type that the file holds. */
export type ReadImage = (path: string, signal?: StopSignal) => Promise<DenseArray>;

/** A dataset that reads a file each time it is asked for and keeps nothing. */
export function lazyDataset(entries: readonly LazyEntry[], readImage: ReadImage): Dataset {
  return {
    length: entries.length,
    labels: Int32Array.from(entries, (entry) => entry.label),
    read: async (index, signal) => readEntry(entryAt(entries, index), readImage, signal),
  };
}

async function readEntry(entry: LazyEntry, readImage: ReadImage, signal?: StopSignal): Promise<Sample> {
  try {
    const image = await readImage(entry.path, signal);
    return { key: entry.key, path: entry.path, arrays: { image, label: classLabel(entry.label) } };
  } catch (cause) {
    // A read that was stopped says nothing about the file.
    if (signal?.aborted) throw cause;
    throw new UnreadableSample(entry.path, { cause });
  }
}

/** A class number as the scalar array that a sample carries. */
export function classLabel(label: number): DenseArray<Int32Array> {
  return { data: Int32Array.of(label), shape: [], dtype: 'int32' };
}
