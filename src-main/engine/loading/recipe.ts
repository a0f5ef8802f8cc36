import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Sampler } from '../sampling/sampler.ts';
import type { StopSignal } from '../stop-signal.ts';

/** How batches are made, whatever thread makes them and wherever they are written. */
export interface BatchRecipe {
  readonly dataset: Dataset;
  readonly sampler: Sampler;
  readonly batchSize: number;
  /** Leaves out the samples that do not fill a whole batch at the end of an epoch. */
  readonly dropLast: boolean;
  /** What becomes of a sample that cannot be read: training takes the next one instead, evaluation goes without it. */
  readonly unreadable: 'replace' | 'leave-out';
  /** Augmentation: a function of the sample and its place in the order of an epoch. */
  readonly change?: (sample: Sample, epoch: number, position: number) => Sample;
  readonly signal?: StopSignal;
}

export function batchCount({ dataset, batchSize, dropLast }: BatchRecipe): number {
  return dropLast ? Math.floor(dataset.length / batchSize) : Math.ceil(dataset.length / batchSize);
}

/** Samples of a whole epoch. */
export function sampleCount(recipe: BatchRecipe): number {
  return Math.min(recipe.dataset.length, batchCount(recipe) * recipe.batchSize);
}
