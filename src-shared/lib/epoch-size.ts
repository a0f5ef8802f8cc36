import type { SplitCounts } from '../domain/dataset.ts';
import type { ResolvedExperiment } from '../domain/experiment.ts';
import type { LoaderSpec } from '../schema/experiment.ts';
import type { Task } from '../schema/kinds.ts';

type SamplerSpec = LoaderSpec['sampler'];

/**
 * The samples that epochs are drawn from, by class as samplers see them.
 *
 * A mask counts for every class that it shows, so with masks all samples are
 * of one class: 12 images whose masks all show 2 classes make 12, not 24; so
 * are samples with numbers, which have no class.
 */
export function sizesOf({ samples, byClass }: SplitCounts['train'], task: Task): readonly number[] {
  return task === 'classification' ? byClass : [samples];
}

/** Samplers that give every batch the same number of each class. */
export function isBalanced({ kind }: SamplerSpec): boolean {
  return kind.includes('prevalence') && kind !== 'weighted-prevalence';
}

/**
 * How many samples of each class a balanced batch has: the batch size over the
 * number of classes, and one more for the first ones where it does not come out even.
 *
 * @param place of the class among those that have samples, the largest first.
 */
export function shareOfClass(place: number, batchSize: number, classes: number): number {
  return Math.floor(batchSize / classes) + (place < batchSize % classes ? 1 : 0);
}

/**
 * Samples that one epoch draws: all, or as many as there are until a class is
 * used up, to the last whole set of one sample per class.
 *
 * @param byClass samples of each class.
 */
export function samplesPerEpoch(sampler: SamplerSpec, batchSize: number, byClass: readonly number[]): number {
  const all = byClass.reduce((sum, count) => sum + count, 0);
  if (sampler.kind !== 'stopping-prevalence-random' && sampler.kind !== 'stopping-prevalence-sequential') return all;
  const sizes = byClass.filter((count) => count > 0).sort((a, b) => b - a);
  if (sizes.length === 0 || batchSize < sizes.length) return 0;
  const shares = sizes.map((_, place) => shareOfClass(place, batchSize, sizes.length));
  const whole = Math.min(...sizes.map((size, place) => Math.floor(size / (shares[place] ?? 1))));
  const left = Math.min(...sizes.map((size, place) => size - whole * (shares[place] ?? 1)));
  return whole * batchSize + left * sizes.length;
}

/** Batches of one epoch of training. @param byClass samples of each class. */
export function batchesPerEpoch(loader: Pick<ResolvedExperiment['loader'], 'sampler' | 'batchSize' | 'dropLast' | 'batchesPerEpoch'>, byClass: readonly number[]): number {
  const { sampler, batchSize, dropLast } = loader;
  if (byClass.every((count) => count === 0)) return 0;
  return loader.batchesPerEpoch === 'auto' ? batchesOf(samplesPerEpoch(sampler, batchSize, byClass), batchSize, dropLast) : loader.batchesPerEpoch;
}

/** Batches that samples fill; the last one may be smaller. @param dropLast leaves that one out. */
export function batchesOf(samples: number, batchSize: number, dropLast: boolean): number {
  return dropLast ? Math.floor(samples / batchSize) : Math.ceil(samples / batchSize);
}
