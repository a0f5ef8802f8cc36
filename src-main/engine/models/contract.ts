/** What networks, losses, metrics and optimizers know of one another. */
import type * as tf from '../tf.ts';
import type { Log } from './log.ts';

export type NamedTensors = Readonly<Record<string, tf.Tensor>>;

export interface CallOptions {
  readonly training: boolean;
  /** Optimizer updates done: names the masks of dropout. 0 unless said. */
  readonly step?: number;
  /** Whether a gradient with respect to the inputs will be asked for; not unless said, which spares its computation. */
  readonly inputGradient?: boolean;
  /** Whether gradients with respect to the weights will be asked for; they will unless said. */
  readonly weightGradient?: boolean;
}

/** A loss: a scalar that training makes small. */
export interface Criterion {
  /** Its share in the sum of all losses. */
  readonly weight: number;
  /** Differentiable. `data` is what `prepareBatch` made of the batch. */
  loss(predictions: NamedTensors, data: NamedTensors): tf.Scalar;
}

/** A scalar that is only looked at. */
export interface Metric {
  value(predictions: NamedTensors, data: NamedTensors): tf.Scalar;
}

/** What a closure asks of an optimizer; `training/optimizers` has them. */
export interface Optimizer {
  /** The parameters that it changes, in the order in which it wants their gradients. */
  readonly parameters: readonly Parameter[];
  update(gradients: readonly tf.Tensor[]): void;
}

/** A trainable variable under a name that is the same in every process. */
export interface Parameter {
  readonly name: string;
  readonly variable: tf.Variable;
}

export interface ClosureOptions {
  /** By name: `default` is of all parameters, others are of the network's `parameterGroups`. Without any, the closure evaluates. */
  readonly optimizers?: Readonly<Record<string, Optimizer>>;
  readonly criterions: Readonly<Record<string, Criterion>>;
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** Optimizer updates done before this one. */
  readonly step?: number;
  /** From 1; for networks that log or decide by fold. */
  readonly fold?: number;
  /** Takes what is to be logged of this batch. */
  readonly log?: Log;
  /** The experiment's `extra`, untouched. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Names begin with `val_` if the closure evaluated. */
export interface ClosureResult {
  readonly metricValues: Readonly<Record<string, number>>;
  /** Each criterion, not weighted, and their weighted sum as `loss`. */
  readonly lossValues: Readonly<Record<string, number>>;
  /** Given to the caller, who disposes of them. */
  readonly predictions: NamedTensors;
}

/** The part of a network that a closure uses. */
export interface Callable {
  /** The arrays of a batch that `call` gets; all others are for losses and metrics. */
  readonly inputNames: readonly string[];
  /** Predictions by name, `pred` by convention; differentiable with respect to the parameters. */
  call(inputs: NamedTensors, options: CallOptions): NamedTensors;
  /** Changes that a training call asked for and that are no gradients, such as moving averages; made after the optimizer's step. */
  applyUpdates(): void;
}
