import type { Optimizer, Parameter } from '../../models/contract.ts';
import * as tf from '../../tf.ts';

/**
 * Takes the gradients of several batches in place of an optimizer, and gives it
 * their mean, weighted by samples: one update as of one batch of them all,
 * where memory holds only a part of it.
 */
export class GradientSum implements Optimizer {
  readonly parameters: readonly Parameter[];
  readonly #optimizer: Optimizer;
  #sums: readonly tf.Tensor[] = [];
  #samples = 0;
  #next = 1;

  constructor(optimizer: Optimizer) {
    this.parameters = optimizer.parameters;
    this.#optimizer = optimizer;
  }

  /** Says of how many samples the gradients are that come next. */
  ofBatch(samples: number): this {
    this.#next = samples;
    return this;
  }

  update(gradients: readonly tf.Tensor[]): void {
    const before = this.#sums;
    const weighted = (gradient: tf.Tensor) => tf.mul(gradient, this.#next);
    this.#sums = gradients.map((gradient, i) => tf.keep(tf.tidy(() => (before[i] ? tf.add(before[i], weighted(gradient)) : weighted(gradient)))));
    this.#samples += this.#next;
    tf.dispose([...before]);
  }

  /** Updates by what came since the last time. */
  apply(): void {
    tf.tidy(() => this.#optimizer.update(this.#sums.map((sum) => tf.div(sum, this.#samples))));
    this.dispose();
  }

  dispose(): void {
    tf.dispose([...this.#sums]);
    this.#sums = [];
    this.#samples = 0;
  }
}
