import type { DenseArray } from '../../../src-shared/domain/array.ts';

/**
 * A batch as loader threads hand it over: named arrays with a leading batch
 * axis. `image` is [batch, height, width, channel] float32, `label` [batch] int32.
 */
export interface Batch {
  readonly size: number;
  readonly arrays: Readonly<Record<string, DenseArray>>;
  /** The samples, in order, by key and path: to name the one that caused trouble. */
  readonly samples: readonly { readonly key: string; readonly path: string }[];
  /** Samples that could not be read and what stands in their place, for warnings. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Gives the memory back to the loader; the arrays must not be used afterwards. */
  release(): void;
}

/**
 * The batches of an epoch, in an order that depends on seed and epoch alone.
 * `from` skips the first batches without reading them, for a resumed epoch.
 */
export interface BatchSource {
  /** Samples per epoch. */
  readonly samples: number;
  batchesPerEpoch(): number;
  epoch(epoch: number, from?: number): AsyncIterable<Batch>;
}
