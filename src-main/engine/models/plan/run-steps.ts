import { differentiable } from '../../ops/operation.ts';
import * as tf from '../../tf.ts';
import type { Plan, Step } from './compile.ts';
import type { Moving, Run } from './draft.ts';

/** A batch's statistics for moving averages; mean and deviation (1 / sqrt(variance + epsilon)) are the caller's to dispose of. */
export interface Statistics {
  readonly moving: Moving;
  readonly mean: tf.Tensor;
  readonly deviation: tf.Tensor;
}

export interface Ran {
  readonly outputs: readonly tf.Tensor[];
  readonly statistics: readonly Statistics[];
}

/** Runs a plan step by step, each an op of its own on the tape if there is one; values are freed after their last use. */
export function runSteps(plan: Plan, inputs: readonly tf.Tensor[], run: Run): Ran {
  const statistics: Statistics[] = [];
  const outputs = tf.tidy(() => {
    const values = new Values(plan, inputs);
    for (const step of plan.steps) {
      const { y, aside } = runStep(step, step.inputs.map((input) => values.get(input)), run);
      if (step.compute.kind === 'operation' && step.compute.moving) {
        const [mean, deviation] = aside.map((each) => tf.keep(each)) as [tf.Tensor, tf.Tensor];
        statistics.push({ moving: step.compute.moving, mean, deviation });
      }
      values.set(step.output, y);
      for (const freed of values.used(step.inputs)) freed.dispose();
    }
    return plan.outputs.map((output) => own(values.get(output), inputs));
  });
  return { outputs, statistics };
}

function runStep({ compute }: Step, inputs: readonly tf.Tensor[], run: Run): { y: tf.Tensor; aside: readonly tf.Tensor[] } {
  if (compute.kind === 'function') return { y: tf.tidy(() => compute.apply(inputs)), aside: [] };
  return differentiable(compute.operation(run), [...inputs, ...compute.weights]);
}

/** A model whose output is its input gives a tensor of its own. */
function own(value: tf.Tensor, inputs: readonly tf.Tensor[]): tf.Tensor {
  return inputs.includes(value) ? tf.clone(value) : value;
}

/** The values of a run while they are still needed. */
export class Values {
  readonly #values = new Map<number, tf.Tensor>();
  readonly #left: Map<number, number>;
  /** What the run was given or gives away, and so never frees. */
  readonly #held: ReadonlySet<number>;

  constructor(plan: Plan, inputs: readonly tf.Tensor[]) {
    if (inputs.length !== plan.inputs.length) throw new Error(`expected ${plan.inputs.length} inputs, but found ${inputs.length}`);
    this.#left = new Map(plan.uses);
    this.#held = new Set([...plan.inputs, ...plan.outputs]);
    for (const [i, value] of plan.inputs.entries()) this.#values.set(value, inputs[i] as tf.Tensor);
  }

  get(value: number): tf.Tensor {
    return this.#values.get(value) as tf.Tensor;
  }

  set(value: number, tensor: tf.Tensor): void {
    this.#values.set(value, tensor);
  }

  /** Counts one use of each, and gives the tensors that nothing needs any more. */
  used(values: readonly number[]): tf.Tensor[] {
    return values.flatMap((value) => {
      const left = (this.#left.get(value) ?? 0) - 1;
      this.#left.set(value, left);
      return left === 0 && !this.#held.has(value) ? [this.get(value)] : [];
    });
  }
}
