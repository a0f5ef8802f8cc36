import type { ResolvedExperiment } from '../domain/experiment.ts';
import type { LoaderSpec, TransformSpec } from '../schema/experiment.ts';

/** How images are taken that a network is held against: each once. */
export interface HeldLoading {
  readonly batchSize: number;
  readonly augment: readonly TransformSpec[];
  readonly sampler: LoaderSpec['sampler'];
}

/**
 * Of the test side, what is left to validation is as there; its images are changed only where the experiment says so.
 * Whole cases of a network that learns patches come one at a time, for they may differ in size: the batch size is then
 * that of their windows.
 */
export function heldLoading({ validation, test, seed, loader }: Pick<ResolvedExperiment, 'validation' | 'test' | 'seed' | 'loader'>, side: 'val' | 'test'): HeldLoading {
  const own = side === 'test' ? test : { batchSize: null, augment: 'auto' as const, sampler: 'auto' as const };
  const kind = own.sampler === 'auto' ? validation.sampler : own.sampler;
  return {
    batchSize: loader.patch ? 1 : (own.batchSize ?? validation.batchSize),
    augment: own.augment === 'auto' ? validation.augment : own.augment,
    sampler: kind === 'random' ? { kind, seed } : { kind },
  };
}
