import type { OptimizerStepAttributes } from '../../../src-shared/domain/kernels.ts';
import { FUSED_OPTIMIZERS, KERNELS } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { hasKernel, runKernel } from './kernel.ts';

/**
 * Flat float32 [all parameters one after the other]. SGD has the first if it has
 * momentum, Adam and AdamW have both, RMSprop has its mean squares first and,
 * with momentum, its velocity second.
 */
export interface Moments {
  readonly first: tf.Variable | null;
  readonly second: tf.Variable | null;
}

/**
 * Changes all parameters by one update, and the moments with them.
 *
 * With a limit on the gradient's norm, all gradients are first multiplied by
 * min(1, limit / (norm + 1e-6)), as PyTorch does.
 */
export function optimizerStep(
  parameters: readonly tf.Variable[],
  gradients: readonly tf.Tensor[],
  moments: Moments,
  attributes: OptimizerStepAttributes,
): void {
  if (parameters.length !== gradients.length) throw new Error(`expected ${parameters.length} gradients, but found ${gradients.length}`);
  if (hasKernel(KERNELS.optimizerStep) && FUSED_OPTIMIZERS.includes(attributes.kind)) {
    runKernel(KERNELS.optimizerStep, { ...numbered('parameter', parameters), ...numbered('gradient', gradients), ...moments }, attributes);
    return;
  }
  tf.tidy(() => compose(parameters, gradients, moments, attributes));
}

function numbered(name: string, tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> {
  return Object.fromEntries(tensors.map((tensor, i) => [`${name}${i}`, tensor]));
}

/** The same on one flat vector, with standard ops. */
function compose(parameters: readonly tf.Variable[], gradients: readonly tf.Tensor[], moments: Moments, attributes: OptimizerStepAttributes): void {
  const values = flatten(parameters);
  const updated = next(values, clip(flatten(gradients), attributes.clipNorm), moments, attributes);
  let from = 0;
  for (const parameter of parameters) {
    parameter.assign(tf.reshape(tf.slice(updated, from, parameter.size), parameter.shape));
    from += parameter.size;
  }
}

function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [-1]) as tf.Tensor1D));
}

function clip(gradient: tf.Tensor, clipNorm: number): tf.Tensor {
  if (clipNorm === 0) return gradient;
  return tf.mul(gradient, tf.minimum(1, tf.div(clipNorm, tf.add(tf.norm(gradient), 1e-6))));
}

function next(values: tf.Tensor, gradient: tf.Tensor, moments: Moments, attributes: OptimizerStepAttributes): tf.Tensor {
  const { kind, learningRate, weightDecay } = attributes;
  if (kind === 'adamw') {
    // Decoupled: Loshchilov and Hutter shrink the weights themselves, not the gradient.
    return tf.sub(tf.mul(values, 1 - learningRate * weightDecay), tf.mul(adamStep(gradient, moments, attributes), learningRate));
  }
  const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(values, weightDecay));
  const step = kind === 'sgd' ? sgdStep(decayed, moments, attributes) : kind === 'rmsprop' ? rmsPropStep(decayed, moments, attributes) : adamStep(decayed, moments, attributes);
  return tf.sub(values, tf.mul(step, learningRate));
}

function rmsPropStep(gradient: tf.Tensor, { first: squares, second: velocity }: Moments, { beta2, epsilon, momentum }: OptimizerStepAttributes): tf.Tensor {
  if (squares === null) throw new Error('expected mean squares for RMSprop');
  squares.assign(tf.add(tf.mul(squares, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
  const scaled = tf.div(gradient, tf.add(tf.sqrt(squares), epsilon));
  if (velocity === null) return scaled;
  velocity.assign(tf.add(tf.mul(velocity, momentum), scaled));
  return velocity;
}

function sgdStep(gradient: tf.Tensor, { first }: Moments, { momentum, nesterov }: OptimizerStepAttributes): tf.Tensor {
  if (first === null) return gradient;
  first.assign(tf.add(tf.mul(first, momentum), gradient));
  return nesterov ? tf.add(gradient, tf.mul(first, momentum)) : first;
}

function adamStep(gradient: tf.Tensor, { first, second }: Moments, { beta1, beta2, epsilon, step }: OptimizerStepAttributes): tf.Tensor {
  if (first === null || second === null) throw new Error('expected two moments for Adam');
  first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
  second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
  const root = tf.div(tf.sqrt(second), Math.sqrt(1 - beta2 ** (step + 1)));
  return tf.div(tf.div(first, 1 - beta1 ** (step + 1)), tf.add(root, epsilon));
}
