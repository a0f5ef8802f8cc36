import { permutation, random } from '../../../src-shared/lib/random.ts';
import type { Sampler } from './sampler.ts';

/** Every sample once, in an order that depends on the seed and the epoch alone. */
export function randomOrder(count: number, seed: number): Sampler {
  return (epoch) => permutation(count, random(seed, 'sample-order', epoch));
}
