import type { Sampler } from './sampler.ts';

/** Every sample once, in the order of the dataset. */
export function sequentialOrder(count: number): Sampler {
  return () => Int32Array.from({ length: count }, (_, i) => i);
}
