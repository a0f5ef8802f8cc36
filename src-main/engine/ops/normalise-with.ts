import type { Activation } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import type { Affine } from './normalise.ts';

/**
 * Normalises with statistics that are given, one per channel: batch
 * normalisation as it is used for inference, with moving averages.
 */
export function normaliseWith(
  x: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  options: Affine & { readonly epsilon?: number; readonly activation?: Activation } = {},
): tf.Tensor {
  const { scale, shift } = scaleAndShift(mean, variance, options);
  const z = tf.add(tf.mul(x, scale), shift);
  return options.activation === 'relu' ? tf.relu(z) : z;
}

/** The normalisation as y = x · scale + shift, both [channel], so that it can be folded into a filter before it. */
export function scaleAndShift(
  mean: tf.Tensor,
  variance: tf.Tensor,
  { gamma, beta, epsilon = 1e-5 }: Affine & { readonly epsilon?: number },
): { readonly scale: tf.Tensor; readonly shift: tf.Tensor } {
  const deviation = tf.rsqrt(tf.add(variance, epsilon));
  const scale = gamma === undefined ? deviation : tf.mul(deviation, gamma);
  const moved = tf.neg(tf.mul(mean, scale));
  return { scale, shift: beta === undefined ? moved : tf.add(moved, beta) };
}
