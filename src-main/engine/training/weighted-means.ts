import type { TrainingState } from '../../../src-shared/domain/train-event.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { ReduceKind } from '../../../src-shared/schema/kinds.ts';

type Sums = TrainingState['openEpoch'];

/**
 * Means over an epoch in which every sample counts the same: a last batch of
 * three samples weighs three, not as much as one of sixty-four. Or of losses, if
 * that is wanted, the sum of the batches' values, or the first or last of them.
 */
export class WeightedMeans {
  readonly #sums = new Map<string, { sum: number; weight: number }>();

  readonly #mode: ReduceKind;
  readonly #isLoss: (name: string) => boolean;

  /** @param isLoss tells by its name what the mode is for; a sum of Dice values would mean nothing. */
  constructor(sums: Sums = {}, mode: ReduceKind = 'mean', isLoss: (name: string) => boolean = () => true) {
    this.#mode = mode;
    this.#isLoss = isLoss;
    for (const [name, { sum, weight }] of Object.entries(sums)) this.#sums.set(name, { sum, weight });
  }

  add(values: Readonly<Record<string, number>>, weight: number): void {
    for (const name in values) {
      const value = values[name] as number;
      const known = this.#sums.get(name);
      const mode = this.#modeOf(name);
      const share = mode === 'mean' ? value * weight : value;
      if (known) {
        known.sum = joined(mode, known.sum, share);
        known.weight += weight;
      } else this.#sums.set(name, { sum: share, weight });
    }
  }

  means(): Record<string, number> {
    return Object.fromEntries([...this.#sums].map(([name, { sum, weight }]) => [name, this.#modeOf(name) === 'mean' ? sum / weight : sum]));
  }

  /** Samples that a mean was made of so far. */
  weight(name: string): number {
    return this.#sums.get(name)?.weight ?? 0;
  }

  /** All that is needed to go on from here. */
  sums(): Sums {
    return Object.fromEntries([...this.#sums].map(([name, each]) => [name, { ...each }]));
  }

  #modeOf(name: string): ReduceKind {
    return this.#isLoss(name) ? this.#mode : 'mean';
  }
}

function joined(mode: ReduceKind, before: number, next: number): number {
  switch (mode) {
    case 'mean':
    case 'sum':
      return before + next;
    case 'first':
      return before;
    case 'last':
      return next;
    default:
      return assertNever(mode);
  }
}
