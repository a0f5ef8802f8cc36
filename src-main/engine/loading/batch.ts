import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { PlacedArray } from '../../../src-shared/domain/volume.ts';

/**
 * A batch as loader threads hand it over: named arrays with a leading batch
 * axis. `image` is [batch, height, width, channel] float32, `label` [batch] int32.
 */
export interface Batch {
  readonly size: number;
  readonly arrays: BatchArrays;
  /** The samples, in order: to name the one that caused trouble. */
  readonly samples: readonly SampleName[];
  readonly skipped: readonly Skipped[];
  /** Gives the memory back to the loader; the arrays must not be used afterwards. */
  release(): void;
}

export type BatchArrays = Readonly<Record<string, DenseArray>>;

export interface SampleName {
  readonly key: string;
  readonly path: string;
}

/** A sample that could not be read. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
  /** The sample that stands in its place; null where it was left out. */
  readonly standIn: string | null;
}

/**
 * The batches of an epoch, in an order that depends on seed and epoch alone.
 * `from` skips the first batches without reading them, for a resumed epoch.
 */
export interface BatchSource {
  /** Samples per epoch. */
  readonly samples: number;
  batchesPerEpoch(): number;
  /** The labels of a sample's pixels on the grid that its file has, before `prepare` moved them; where left out, those of the batch are taken. @throws UnreadableSample if its file cannot be read any more. */
  truth?(sample: SampleName): Promise<PlacedArray>;
  /** A batch may be empty, if none of its samples could be read and they are left out. */
  epoch(epoch: number, from?: number): AsyncIterable<Batch>;
}
