import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import type { Parameter } from '../models/contract.ts';
import { readWeights, writeWeights } from '../models/weights.ts';
import * as tf from '../tf.ts';

/**
 * A running average of the weights, which is evaluated and saved in their
 * place: a ← d a + (1 − d) w after each update, with d = min(decay, (1 + t) / (10 + t))
 * at update t, so that the first weights are soon forgotten.
 *
 * Polyak and Juditsky, "Acceleration of stochastic approximation by averaging",
 * SIAM Journal on Control and Optimization 1992. Moving averages of batch
 * normalisation are averages already and stay as they are.
 */
export class WeightAverage {
  readonly #parameters: readonly Parameter[];
  readonly #decay: number;
  readonly #averages: readonly tf.Variable[];
  #updates = 0;

  /** Begins with the weights as they are. */
  constructor(parameters: readonly Parameter[], decay: number) {
    this.#parameters = parameters;
    this.#decay = decay;
    // Memory of its own: optimizers change that of the weights in place.
    this.#averages = parameters.map(({ variable }) => tf.tidy(() => tf.variable(tf.mul(variable, 1), false)));
  }

  update(): void {
    const decay = Math.min(this.#decay, (1 + this.#updates) / (10 + this.#updates));
    tf.tidy(() => {
      for (const [i, { variable }] of this.#parameters.entries()) {
        const average = this.#averages[i] as tf.Variable;
        average.assign(tf.add(tf.mul(average, decay), tf.mul(variable, 1 - decay)));
      }
    });
    this.#updates++;
  }

  /** Does work with the averages in place of the weights; the work must not change them. */
  async use<Result>(work: () => Promise<Result>): Promise<Result> {
    const own = this.#parameters.map(({ variable }) => variable.clone());
    this.#put(this.#averages);
    try {
      return await work();
    } finally {
      this.#put(own);
      tf.dispose(own);
    }
  }

  /** The weights themselves, which the averages are saved in place of, and how many updates were averaged. */
  async state(): Promise<NamedWeights[]> {
    const own = await readWeights(this.#parameters);
    const updates: NamedWeights = { name: UPDATES, array: { data: Float32Array.of(this.#updates), shape: [], dtype: 'float32' } };
    return [updates, ...own.map(({ name, array }) => ({ name: `${OWN}${name}`, array }))];
  }

  /** Goes on where `state` was, made with the averages as they were saved. */
  restore(state: readonly NamedWeights[]): void {
    const own = state.flatMap(({ name, array }) => (name.startsWith(OWN) ? [{ name: name.slice(OWN.length), array }] : []));
    this.#updates = state.find(({ name }) => name === UPDATES)?.array.data[0] ?? 0;
    writeWeights(own, this.#parameters);
  }

  dispose(): void {
    tf.dispose([...this.#averages]);
  }

  #put(values: readonly tf.Tensor[]): void {
    for (const [i, { variable }] of this.#parameters.entries()) variable.assign(values[i] as tf.Tensor);
  }
}

const PREFIX = 'average/';
const OWN = `${PREFIX}own/`;
const UPDATES = `${PREFIX}updates`;

/** Whether a part of a saved optimizer's state is an average's. */
export function isOfAverage({ name }: NamedWeights): boolean {
  return name.startsWith(PREFIX);
}
