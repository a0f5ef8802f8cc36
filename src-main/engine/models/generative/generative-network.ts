import type { LayersModel } from '@tensorflow/tfjs-layers';
import { normal, random } from '../../../../src-shared/lib/random.ts';
import * as tf from '../../tf.ts';
import type { ClosureResult, NamedTensors, Parameter } from '../contract.ts';
import type { NetworkInit } from '../layers-network.ts';
import { LayersNetwork } from '../layers-network.ts';

/** A part of a generative network, with layers that belong to the whole. */
export class Part extends LayersNetwork {
  override readonly inputNames: readonly string[];

  constructor(model: LayersModel, init: NetworkInit, inputNames: readonly string[]) {
    super(model, init);
    this.inputNames = inputNames;
  }

  /** The part's first output, or all of them. */
  run(inputs: readonly tf.Tensor[], training: boolean, gradients: { readonly ofInputs?: boolean; readonly ofWeights?: boolean } = {}): tf.Tensor[] {
    const named = Object.fromEntries(this.inputNames.map((name, i) => [name, inputs[i] as tf.Tensor]));
    return Object.values(this.call(named, { training, inputGradient: gradients.ofInputs ?? false, weightGradient: gradients.ofWeights ?? true }));
  }
}

/**
 * What makes images. Its parts are stored as one model with an input and an
 * output for each, in the standard format, and run apart.
 */
export abstract class GenerativeNetwork extends LayersNetwork {
  protected abstract readonly parts: readonly Part[];

  override applyUpdates(): void {
    for (const part of this.parts) part.applyUpdates();
  }

  override freeze(isFrozen: (name: string) => boolean): void {
    for (const part of this.parts) part.freeze(isFrozen);
  }

  override dispose(): void {
    for (const part of this.parts) part.forgetUpdates();
    super.dispose();
  }
}

/** Standard normal numbers [batch, ...shape] that follow from seed and step alone. */
export function noise(batch: number, shape: readonly number[], seed: number, step: number): tf.Tensor {
  const next = random(seed, 'noise', Math.floor(step / 2 ** 20), step % 2 ** 20);
  return tf.tensor(Float32Array.from({ length: batch * shape.reduce((a, b) => a * b, 1) }, () => normal(next)), [batch, ...shape]);
}

/** The gradients of a loss with respect to some parameters, in their order, and the loss; the caller disposes of all. */
export function gradientsOf(parameters: readonly Parameter[], loss: () => tf.Scalar): { readonly value: tf.Scalar; readonly gradients: tf.Tensor[] } {
  const variables = parameters.map(({ variable }) => variable);
  const { value, grads } = tf.variableGrads(loss, variables);
  return { value, gradients: variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)) };
}

/** Reads losses at once and frees them; with a prefix where the network was evaluated. */
export async function readLosses(losses: Readonly<Record<string, tf.Tensor>>, predictions: NamedTensors, prefix: string): Promise<ClosureResult> {
  const names = Object.keys(losses);
  const all = tf.tidy(() => tf.stack(names.map((name) => tf.reshape(losses[name] as tf.Tensor, []))));
  const values = await all.data();
  tf.dispose([all, ...Object.values(losses)]);
  return { lossValues: Object.fromEntries(names.map((name, i) => [`${prefix}${name}`, values[i] as number])), metricValues: {}, predictions };
}

/** Places along each side of the square that an image is brought to: 4, doubled as often as it takes. */
export function squareAround(inputShape: readonly number[]): { readonly side: number; readonly doublings: number } {
  const longest = Math.max(8, ...inputShape.slice(0, 2));
  const doublings = Math.ceil(Math.log2(longest / 4));
  return { side: 4 * 2 ** doublings, doublings };
}
