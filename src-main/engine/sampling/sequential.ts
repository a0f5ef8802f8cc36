import { inPasses } from './sampler.ts';
import type { Sampler } from './sampler.ts';

/** Every sample once, in the order of the dataset. */
export function sequentialOrder(count: number): Sampler {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  return inPasses(count, () => order);
}
