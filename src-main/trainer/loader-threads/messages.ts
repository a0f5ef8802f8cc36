import type { FlatError } from '../../../src-shared/lib/bad-input.ts';
import type { SampleName, Skipped } from '../../engine/loading/batch.ts';
import type { RecipeData } from './recipe.ts';
import type { RingMemory } from './ring.ts';

/** Which batches a thread makes: all from one on, through the epochs, up to the end of the last. */
export interface Stretch {
  readonly epoch: number;
  /** The first batch of that epoch, from 0. */
  readonly from: number;
  readonly lastEpoch: number;
}

export interface LoaderThreadData {
  readonly recipe: RecipeData;
  readonly ring: RingMemory;
  readonly stretch: Stretch;
}

/** What a thread posts beside the ring, before it publishes the batch of that number. */
export type LoaderNote =
  /** Some samples could not be read, so these are the ones in the batch. */
  | { readonly kind: 'skipped'; readonly batch: number; readonly samples: readonly SampleName[]; readonly skipped: readonly Skipped[] }
  /** The batch cannot be made; it is published empty. */
  | { readonly kind: 'failed'; readonly batch: number; readonly error: FlatError }
  /** The thread ends because it has nothing left to do. */
  | { readonly kind: 'done' };

/** The epoch and the batch in it that a number of the ring stands for. */
export function placeOf(stretch: Stretch, batchesPerEpoch: number, batch: number): { readonly epoch: number; readonly batch: number } {
  const since = stretch.from + batch;
  return { epoch: stretch.epoch + Math.floor(since / batchesPerEpoch), batch: since % batchesPerEpoch };
}
