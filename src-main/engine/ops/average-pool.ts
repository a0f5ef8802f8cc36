import type { PoolAttributes } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { runKernel } from './kernel.ts';
import type { PoolOptions } from './max-pool.ts';
import { resolvePool } from './max-pool.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';
import { cropSpatial, padSpatial } from './spatial.ts';

/**
 * The mean of each window of [batch, …spatial, channel]. Padding is not
 * counted, as in TensorFlow; PyTorch counts it unless told otherwise.
 */
export function averagePool(x: tf.Tensor, options: PoolOptions): tf.Tensor {
  return differentiable(averagePoolOperation(options), [x]).y;
}

export function averagePoolOperation(options: PoolOptions): Operation {
  return (inputs) => {
    const x = at(inputs, 0);
    const attributes = resolvePool(options, x);
    const shape = x.shape;
    const mean = pool(padSpatial(x, attributes.padding), attributes);
    return {
      y: perCount(mean, shape, attributes),
      saved: [x],
      backward: (dy, saved) => [poolGradient(perCount(dy, shape, attributes), at(saved, 0), attributes)],
    };
  };
}

/**
 * Divides by the share of each window that is no padding. TensorFlow.js's own
 * gradient forgets this, so its kernels here only see windows that are whole.
 */
function perCount(windows: tf.Tensor, shape: readonly number[], attributes: PoolAttributes): tf.Tensor {
  if (attributes.padding.every(([before, after]) => before === 0 && after === 0)) return windows;
  return tf.div(windows, pool(padSpatial(tf.ones([1, ...shape.slice(1, -1), 1]), attributes.padding), attributes));
}

function pool(x: tf.Tensor, { size, strides }: PoolAttributes): tf.Tensor {
  if (x.rank === 4) return tf.avgPool(x as tf.Tensor4D, size as [number, number], strides as [number, number], 'valid');
  return tf.avgPool3d(x as tf.Tensor5D, size as [number, number, number], strides as [number, number, number], 'valid');
}

function poolGradient(dy: tf.Tensor, x: tf.Tensor, { size, strides, padding }: PoolAttributes): tf.Tensor {
  const name = dy.rank === 4 ? tf.AvgPoolGrad : tf.AvgPool3DGrad;
  const input = padSpatial(x, padding);
  return cropSpatial(at(runKernel(name, { dy, input }, { filterSize: size, strides, pad: 'valid' }), 0), padding);
}
