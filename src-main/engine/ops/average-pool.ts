import * as tf from '../tf.ts';
import type { PoolOptions } from './max-pool.ts';
import { resolvePool } from './max-pool.ts';
import { padSpatial } from './spatial.ts';

/**
 * The mean of each window of [batch, …spatial, channel]. Padding is not
 * counted, as in TensorFlow; PyTorch counts it unless told otherwise.
 */
export function averagePool(x: tf.Tensor, options: PoolOptions): tf.Tensor {
  const { size, strides, padding } = resolvePool(options, x);
  const mean = pool(padSpatial(x, padding), size, strides);
  if (padding.every(([before, after]) => before === 0 && after === 0)) return mean;
  // TensorFlow.js's own gradient divides by the whole window where a part of it is padding; the share put right here is exact both ways.
  const share = pool(padSpatial(tf.ones([1, ...x.shape.slice(1, -1), 1]), padding), size, strides);
  return tf.div(mean, share);
}

function pool(x: tf.Tensor, size: readonly number[], strides: readonly number[]): tf.Tensor {
  if (x.rank === 4) return tf.avgPool(x as tf.Tensor4D, size as [number, number], strides as [number, number], 'valid');
  return tf.avgPool3d(x as tf.Tensor5D, size as [number, number, number], strides as [number, number, number], 'valid');
}
