import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { at } from './operation.ts';
import { hasKernel, runKernel } from './kernel.ts';

/**
 * The way back through ReLU and bias: dz = dy where y > 0 (all of dy without
 * y), and the gradient of the bias, which sums dz over all axes but the last.
 */
export function activationBias(dy: tf.Tensor, y: tf.Tensor | null): { readonly dz: tf.Tensor; readonly dbias: tf.Tensor } {
  if (hasKernel(KERNELS.activationBias)) {
    const outputs = runKernel(KERNELS.activationBias, { dy, y }, {});
    return { dz: at(outputs, 0), dbias: at(outputs, 1) };
  }
  const dz = y === null ? dy : tf.where(tf.greater(y, 0), dy, tf.zerosLike(dy));
  return { dz, dbias: tf.sum(tf.reshape(dz, [-1, dz.shape[dz.rank - 1] ?? 1]), 0) };
}
