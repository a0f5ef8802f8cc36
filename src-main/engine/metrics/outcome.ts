import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import type { ClassPredictions } from './class-predictions.ts';
import { IGNORED } from './confusion.ts';

/** What a classifier said of all samples of a side in an epoch; those whose class is not known are left out. */
export interface ClassOutcome {
  readonly classes: number;
  /** Row-major: truth × prediction. */
  readonly counts: ArrayLike<number>;
  /** The sum of the counts. */
  readonly samples: number;
  /** The class of each sample; empty unless scores were asked for. */
  readonly truth: ArrayLike<number>;
  /** [sample, class], summing to 1 over the classes; empty unless scores were asked for. */
  readonly probabilities: ArrayLike<number>;
}

/**
 * Collects a classifier's predictions over an epoch, so that metrics are those
 * of all samples and no mean over batches.
 *
 * Counts take classes² numbers; truth and probabilities, which grow with the
 * epoch, are kept only where a metric looks at them.
 */
export class OutcomeCollector {
  readonly #classes: number;
  readonly #withScores: boolean;
  readonly #counts: Float64Array;
  readonly #truth: number[] = [];
  readonly #probabilities: number[] = [];

  constructor(classes: number, withScores: boolean, from: readonly NamedWeights[] = []) {
    this.#classes = classes;
    this.#withScores = withScores;
    this.#counts = new Float64Array(classes * classes);
    for (const { name, array } of from) {
      if (name === COUNTS) this.#counts.set(array.data);
      else for (const value of array.data) (name === TRUTH ? this.#truth : this.#probabilities).push(value);
    }
  }

  add({ truth, predicted, probabilities }: ClassPredictions): void {
    const classes = this.#classes;
    for (let sample = 0; sample < truth.length; sample++) {
      const known = truth[sample] as number;
      if (known === IGNORED) continue;
      const cell = known * classes + (predicted[sample] as number);
      this.#counts[cell] = (this.#counts[cell] as number) + 1;
      if (!this.#withScores) continue;
      this.#truth.push(known);
      for (let label = 0; label < classes; label++) this.#probabilities.push(probabilities[sample * classes + label] as number);
    }
  }

  outcome(): ClassOutcome {
    return { classes: this.#classes, counts: this.#counts, samples: this.#counts.reduce((a, b) => a + b, 0), truth: this.#truth, probabilities: this.#probabilities };
  }

  /** All that is needed to go on in the midst of an epoch. */
  state(): NamedWeights[] {
    const named = (name: string, values: ArrayLike<number>): NamedWeights => ({ name, array: { data: Float32Array.from(values), shape: [values.length], dtype: 'float32' } });
    if (!this.#counts.some((count) => count > 0)) return [];
    const scores = this.#withScores ? [named(TRUTH, this.#truth), named(PROBABILITIES, this.#probabilities)] : [];
    return [named(COUNTS, this.#counts), ...scores];
  }
}

const COUNTS = 'counts';
const TRUTH = 'truth';
const PROBABILITIES = 'probabilities';
