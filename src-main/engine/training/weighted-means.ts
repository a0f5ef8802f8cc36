import type { TrainingState } from '../../../src-shared/domain/train-event.ts';

type Sums = TrainingState['openEpoch'];

/**
 * Means over an epoch in which every sample counts the same: a last batch of
 * three samples weighs three, not as much as one of sixty-four.
 */
export class WeightedMeans {
  readonly #sums = new Map<string, { sum: number; weight: number }>();

  constructor(sums: Sums = {}) {
    for (const [name, { sum, weight }] of Object.entries(sums)) this.#sums.set(name, { sum, weight });
  }

  add(values: Readonly<Record<string, number>>, weight: number): void {
    for (const name in values) {
      const value = values[name] as number;
      const known = this.#sums.get(name);
      if (known) {
        known.sum += value * weight;
        known.weight += weight;
      } else this.#sums.set(name, { sum: value * weight, weight });
    }
  }

  means(): Record<string, number> {
    return Object.fromEntries([...this.#sums].map(([name, { sum, weight }]) => [name, sum / weight]));
  }

  /** Samples that a mean was made of so far. */
  weight(name: string): number {
    return this.#sums.get(name)?.weight ?? 0;
  }

  /** All that is needed to go on from here. */
  sums(): Sums {
    return Object.fromEntries([...this.#sums].map(([name, each]) => [name, { ...each }]));
  }
}
