import { below, permutation, random } from '../../../src-shared/lib/random.ts';
import { inPasses } from './sampler.ts';
import type { Sampler } from './sampler.ts';

/** Every sample once, in an order that depends on the seed and the pass alone. */
export function randomOrder(count: number, seed: number): Sampler {
  return inPasses(count, (pass) => permutation(count, random(seed, 'sample-order', pass)));
}

/** Each draw is one of all samples: an epoch leaves some out and repeats others, as a bootstrap does. */
export function randomWithReplacement(count: number, seed: number): Sampler {
  return {
    length: count,
    draw: (epoch, draws) => {
      const next = random(seed, 'sample-order', epoch);
      return Int32Array.from({ length: draws }, () => below(count, next));
    },
  };
}
