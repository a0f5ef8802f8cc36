import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import type { NumberPredictions } from './number-predictions.ts';

/** What a network said of the numbers of all samples of a side in an epoch. */
export interface NumberOutcome {
  readonly targets: number;
  /** The known numbers of a target, and what was said of them; places agree. */
  of(target: number): { readonly truth: readonly number[]; readonly predicted: readonly number[] };
}

/** A number that a whole epoch's predicted numbers come to; null where nothing it could be made of was seen. */
export interface NumberMetric {
  value(outcome: NumberOutcome): number | null;
}

/** Collects predicted numbers over an epoch, so that metrics are those of all samples and no mean over batches. */
export class NumberCollector {
  readonly #targets: number;
  readonly #truth: number[] = [];
  readonly #predicted: number[] = [];

  constructor(targets: number, from: readonly NamedWeights[] = []) {
    this.#targets = targets;
    for (const { name, array } of from) for (const value of array.data) (name === TRUTH ? this.#truth : this.#predicted).push(value);
  }

  add({ truth, predicted }: NumberPredictions): void {
    for (let at = 0; at < truth.length; at++) {
      this.#truth.push(truth[at] as number);
      this.#predicted.push(predicted[at] as number);
    }
  }

  outcome(): NumberOutcome {
    return {
      targets: this.#targets,
      of: (target) => {
        const places = this.#truth.flatMap((value, at) => (at % this.#targets === target && !Number.isNaN(value) ? [at] : []));
        return { truth: places.map((at) => this.#truth[at] as number), predicted: places.map((at) => this.#predicted[at] as number) };
      },
    };
  }

  /** All that is needed to go on in the midst of an epoch. */
  state(): NamedWeights[] {
    const named = (name: string, values: readonly number[]): NamedWeights => ({ name, array: { data: Float32Array.from(values), shape: [values.length], dtype: 'float32' } });
    return this.#truth.length === 0 ? [] : [named(TRUTH, this.#truth), named(PREDICTED, this.#predicted)];
  }
}

const TRUTH = 'target-truth';
const PREDICTED = 'target-predicted';
