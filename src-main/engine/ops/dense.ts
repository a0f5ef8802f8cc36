import type { Activation } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { activationBias } from './activation-bias.ts';
import { runKernel } from './kernel.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';

/** x [batch, in] times weights [in, out], plus bias [out]: one kernel with its activation. */
export function dense(x: tf.Tensor, weights: tf.Tensor, options: { readonly bias?: tf.Tensor; readonly activation?: Activation } = {}): tf.Tensor {
  const inputs = options.bias === undefined ? [x, weights] : [x, weights, options.bias];
  return differentiable(denseOperation(options.activation ?? 'none'), inputs).y;
}

/** Of x, weights and, if given, bias. */
export function denseOperation(activation: Activation): Operation {
  return (inputs) => {
    const [x, weights, bias] = [at(inputs, 0), at(inputs, 1), inputs[2] ?? null];
    const rectified = activation === 'relu';
    const attributes = { transposeA: false, transposeB: false, activation: rectified ? 'relu' : 'linear' };
    const y = at(runKernel(tf._FusedMatMul, { a: expand(x), b: expand(weights), bias }, attributes), 0);
    const flat = tf.reshape(y, y.shape.slice(1));
    return {
      y: flat,
      saved: rectified ? [x, weights, flat] : [x, weights],
      backward: (dy, saved, [wantX, wantWeights, wantBias]) => {
        const [x, weights] = [at(saved, 0), at(saved, 1)];
        const { dz, dbias } = rectified || wantBias ? activationBias(dy, saved[2] ?? null) : { dz: dy, dbias: null };
        return [
          wantX ? tf.matMul(dz, weights, false, true) : null,
          wantWeights ? tf.matMul(x, dz, true, false) : null,
          ...(bias === null ? [] : [wantBias ? dbias : null]),
        ];
      },
    };
  };
}

/** The kernel takes batches of matrices. */
function expand(matrix: tf.Tensor): tf.Tensor {
  return tf.reshape(matrix, [1, ...matrix.shape]);
}
