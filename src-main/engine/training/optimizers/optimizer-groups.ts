import type { NamedWeights } from '../../../../src-shared/domain/train-event.ts';
import type { Optimizer, Parameter } from '../../models/contract.ts';
import type * as tf from '../../tf.ts';
import type { ClipOptions } from './clip-options.ts';
import { clipped } from './clipped.ts';
import type { TrainingOptimizer } from './optimizer.ts';

export interface OptimizerGroup {
  readonly name: string;
  readonly optimizer: TrainingOptimizer;
  /** What the scheduled learning rate is multiplied by. */
  readonly rate: number;
}

/** Several optimizers, each of some of the parameters, as one: scheduled together, saved together. */
export class OptimizerGroups implements TrainingOptimizer {
  readonly parameters: readonly Parameter[];
  readonly #groups: readonly OptimizerGroup[];
  readonly #clip: ClipOptions;
  #learningRate = 0;

  /** @param clip what limits the gradients of all groups as one. */
  constructor(groups: readonly OptimizerGroup[], learningRate: number, clip: ClipOptions = {}) {
    this.#groups = groups;
    this.#clip = clip;
    this.parameters = groups.flatMap(({ optimizer }) => optimizer.parameters);
    this.learningRate = learningRate;
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(rate: number) {
    this.#learningRate = rate;
    for (const group of this.#groups) group.optimizer.learningRate = rate * group.rate;
  }

  /** By name, for a closure that knows several. */
  get named(): Readonly<Record<string, Optimizer>> {
    return Object.fromEntries(this.#groups.map(({ name, optimizer }) => [name, optimizer]));
  }

  update(gradients: readonly tf.Tensor[]): void {
    const limited = clipped(gradients, this.#clip);
    let from = 0;
    for (const { optimizer } of this.#groups) {
      const until = from + optimizer.parameters.length;
      optimizer.update(limited.slice(from, until));
      from = until;
    }
  }

  async state(): Promise<NamedWeights[]> {
    const states = await Promise.all(this.#groups.map(async ({ name, optimizer }) => (await optimizer.state()).map((each) => ({ ...each, name: `${name}/${each.name}` }))));
    return states.flat();
  }

  restore(state: readonly NamedWeights[]): void {
    for (const { name, optimizer } of this.#groups) {
      const own = state.filter((each) => each.name.startsWith(`${name}/`)).map((each) => ({ ...each, name: each.name.slice(name.length + 1) }));
      optimizer.restore(own);
    }
  }

  dispose(): void {
    for (const { optimizer } of this.#groups) optimizer.dispose();
  }
}
