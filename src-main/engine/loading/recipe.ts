import { batchesOf } from '../../../src-shared/lib/epoch-size.ts';
import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Sampler } from '../sampling/sampler.ts';
import type { StopSignal } from '../stop-signal.ts';

/** How batches are made, whatever thread makes them and wherever they are written. */
export interface BatchRecipe {
  readonly dataset: Dataset;
  readonly sampler: Sampler;
  readonly batchSize: number;
  /** Batches of an epoch; auto: as many as the sampler has samples for. */
  readonly batchesPerEpoch: number | 'auto';
  /** Leaves out the samples that do not fill a whole batch at the end of an epoch. */
  readonly dropLast: boolean;
  /** What becomes of a sample that cannot be read: training takes the next one instead, evaluation goes without it. */
  readonly unreadable: 'replace' | 'leave-out';
  /**
   * The patch that is cut out, and augmentation: a function of the sample and its place in the order of an epoch.
   *
   * @param index its number in the dataset, by which what is known of it may be remembered.
   */
  readonly change?: (sample: Sample, epoch: number, position: number, index?: number) => Sample;
  /** What becomes of the samples of a batch before they are laid into its arrays; as many as there were. */
  readonly collate?: (samples: readonly Sample[], epoch: number, batch: number) => readonly Sample[];
  readonly signal?: StopSignal;
}

export function batchCount({ sampler, batchSize, batchesPerEpoch, dropLast }: BatchRecipe): number {
  return batchesPerEpoch === 'auto' ? batchesOf(sampler.length, batchSize, dropLast) : batchesPerEpoch;
}

/** Samples of a whole epoch. */
export function sampleCount(recipe: BatchRecipe): number {
  const filled = batchCount(recipe) * recipe.batchSize;
  return recipe.batchesPerEpoch === 'auto' ? Math.min(recipe.sampler.length, filled) : filled;
}

/** The samples of an epoch in their order, also those that a dropped last batch would have had. */
export function epochOrder(recipe: BatchRecipe, epoch: number): Int32Array {
  return recipe.sampler.draw(epoch, recipe.batchesPerEpoch === 'auto' ? recipe.sampler.length : sampleCount(recipe));
}
