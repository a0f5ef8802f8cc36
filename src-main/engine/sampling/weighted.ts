import { random } from '../../../src-shared/lib/random.ts';
import { entryAt } from '../data/entry-at.ts';
import type { Sampler } from './sampler.ts';

/**
 * Draws with replacement, each sample as often as its weight says.
 *
 * @param weights one per sample, none below 0; they need not sum to 1.
 * @throws Error if no weight is above 0.
 */
export function weightedOrder(weights: Float64Array, seed: number): Sampler {
  const upTo = new Float64Array(weights.length);
  let total = 0;
  weights.forEach((weight, i) => (upTo[i] = total += weight));
  if (!(total > 0)) throw new Error(`expected a weight above 0 among ${weights.length}, but found none`);
  return {
    length: weights.length,
    draw: (epoch, count) => {
      const next = random(seed, 'sample-order', epoch);
      return Int32Array.from({ length: count }, () => firstAbove(upTo, next() * total));
    },
  };
}

/** Weights that give every class the same chance, whatever the number of its samples. */
export function prevalenceWeights(labels: Int32Array): Float64Array {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Float64Array.from(labels, (label) => 1 / (counts.get(label) ?? 1));
}

/** The first place whose value is above another one; values rise. */
function firstAbove(rising: Float64Array, value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entryAt(rising, middle) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
