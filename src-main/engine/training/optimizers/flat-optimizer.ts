import type { OptimizerStepAttributes } from '../../../../src-shared/domain/kernels.ts';
import type { NamedWeights } from '../../../../src-shared/domain/train-event.ts';
import type { Parameter } from '../../models/contract.ts';
import { readWeights, writeWeights } from '../../models/weights.ts';
import { optimizerStep } from '../../ops/optimizer-step.ts';
import * as tf from '../../tf.ts';
import type { TrainingOptimizer } from './optimizer.ts';

/** What stays the same from update to update. */
export type FlatSettings = Omit<OptimizerStepAttributes, 'step' | 'learningRate'>;

/** How many moments an optimizer keeps for each weight. */
export type MomentCount = 0 | 1 | 2;

/** An optimizer whose moments lie in one flat vector each, so that one kernel updates everything. */
export class FlatOptimizer implements TrainingOptimizer {
  readonly parameters: readonly Parameter[];
  learningRate: number;
  readonly #settings: FlatSettings;
  readonly #moments: readonly Parameter[];
  readonly #clipValue: number;
  #step = 0;

  /** @param clipValue the largest size of a single value of a gradient, 0 for no limit. */
  constructor(parameters: readonly Parameter[], moments: MomentCount, learningRate: number, settings: FlatSettings, clipValue = 0) {
    const size = parameters.reduce((sum, { variable }) => sum + variable.size, 0);
    this.parameters = parameters;
    this.learningRate = learningRate;
    this.#settings = settings;
    this.#clipValue = clipValue;
    this.#moments = MOMENT_NAMES.slice(0, moments).map((name) => ({ name, variable: tf.tidy(() => tf.variable(tf.zeros([size]), false)) }));
  }

  update(gradients: readonly tf.Tensor[]): void {
    const [first = null, second = null] = this.#moments.map(({ variable }) => variable);
    const variables = this.parameters.map(({ variable }) => variable);
    optimizerStep(variables, this.#clipped(gradients), { first, second }, { ...this.#settings, learningRate: this.learningRate, step: this.#step });
    this.#step++;
  }

  async state(): Promise<NamedWeights[]> {
    return [{ name: 'step', array: { data: Float32Array.of(this.#step), shape: [], dtype: 'float32' } }, ...(await readWeights(this.#moments))];
  }

  restore(state: readonly NamedWeights[]): void {
    const [step, ...moments] = state;
    if (step?.name !== 'step') throw new Error(`expected an optimizer's state that begins with its step, but found ${step?.name ?? 'nothing'}`);
    writeWeights(moments, this.#moments);
    this.#step = step.array.data[0] ?? 0;
  }

  dispose(): void {
    for (const { variable } of this.#moments) variable.dispose();
  }

  #clipped(gradients: readonly tf.Tensor[]): readonly tf.Tensor[] {
    const limit = this.#clipValue;
    return limit === 0 ? gradients : gradients.map((gradient) => tf.clipByValue(gradient, -limit, limit));
  }
}

const MOMENT_NAMES = ['first-moment', 'second-moment'] as const;
