import type { Operation } from '../../ops/operation.ts';
import type * as tf from '../../tf.ts';

/** [before, after] per spatial axis. */
export type Margins = readonly (readonly [number, number])[];

/** What names the chance of one training step. */
export interface Run {
  readonly seed: number;
  /** Optimizer updates done. */
  readonly step: number;
}

/** Moving averages that a training step of batch normalisation asks for. */
export interface Moving {
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
  /** Share of the old average that is kept, as Keras counts it. */
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * How a step computes: an operation of ours over values and weights, whose way
 * back the plan can walk itself, or a function of values for the tape.
 */
export type Compute =
  | { readonly kind: 'operation'; readonly weights: readonly tf.Variable[]; readonly operation: (run: Run) => Operation; readonly moving?: Moving }
  | { readonly kind: 'function'; readonly apply: (inputs: readonly tf.Tensor[]) => tf.Tensor };

/** A step of a plan and what it can be fused with; each fusion gives the step that does both. */
export interface Draft {
  readonly compute: Compute;
  /** 'any' unless said; 'as-inputs' if it is negative only where an input is. */
  readonly sign?: 'any' | 'non-negative' | 'as-inputs';
  /** With ReLU after it. */
  readonly rectified?: () => Draft;
  /** With zeros around its input; null where that is not the same. */
  readonly padded?: (margins: Margins, nonNegative: boolean) => Draft | null;
  /** With a scale and a shift of each channel after it. */
  readonly scaled?: (scaling: Scaling) => Draft;
  /** This step is ReLU and nothing else. */
  readonly isRelu?: boolean;
  /** This step puts zeros around its input and does nothing else. */
  readonly margins?: Margins;
  /** This step scales and shifts each channel and does nothing else. */
  readonly scaling?: Scaling;
}

/** Gives y = x · scale + shift, both [channel], as they are at the moment. */
export type Scaling = () => { readonly scale: tf.Tensor; readonly shift: tf.Tensor };
