import * as tf from '../../tf.ts';
import type { ClipOptions } from './clip-options.ts';

/** Gradients within their limits: each value first, then the norm of all of them together. */
export function clipped(gradients: readonly tf.Tensor[], { clipValue = 0, clipNorm = 0 }: ClipOptions): readonly tf.Tensor[] {
  const values = clipValue === 0 ? gradients : gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  if (clipNorm === 0) return values;
  const norm = tf.sqrt(tf.addN(values.map((gradient) => tf.sum(tf.square(gradient)))));
  const scale = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6)));
  return values.map((gradient) => tf.mul(gradient, scale));
}
