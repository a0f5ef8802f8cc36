import type { PoolAttributes } from '../../../src-shared/domain/kernels.ts';
import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { hasKernel, runKernel } from './kernel.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';
import type { Padding } from './spatial.ts';
import { explicitPadding, outputSizes, padSpatial, perAxis, spatialShape, strideSpatial, taps } from './spatial.ts';

export interface PoolOptions {
  /** Of the window, for all axes or for each. */
  readonly size: number | readonly number[];
  /** The window's size unless said. */
  readonly strides?: number | readonly number[];
  /** 'valid' unless said. */
  readonly padding?: Padding;
}

/**
 * The maximum of each window of [batch, …spatial, channel]. Padding counts for
 * nothing, as if it were minus infinity; the gradient goes to the first of
 * equal maxima. NaN is passed over, as TensorFlow.js's own kernel does.
 */
export function maxPool(x: tf.Tensor, options: PoolOptions): tf.Tensor {
  return differentiable(maxPoolOperation(options), [x]).y;
}

export function maxPoolOperation(options: PoolOptions): Operation {
  return ([x]) => {
    if (x === undefined) throw new Error('expected an array to pool');
    const attributes = resolvePool(options, x);
    const inputShape = x.shape;
    const [y, place] = forward(x, attributes);
    return { y, saved: [place], backward: (dy, saved) => [backward(dy, at(saved, 0), attributes, inputShape)] };
  };
}

export function resolvePool(options: PoolOptions, x: tf.Tensor): PoolAttributes {
  const shape = spatialShape(x);
  const size = perAxis(options.size, shape.length);
  const strides = perAxis(options.strides ?? size, shape.length);
  return { size, strides, padding: explicitPadding(options.padding ?? 'valid', shape, size, strides) };
}

function forward(x: tf.Tensor, attributes: PoolAttributes): [tf.Tensor, tf.Tensor] {
  if (hasKernel(KERNELS.maxPool)) return runKernel(KERNELS.maxPool, { x }, attributes) as [tf.Tensor, tf.Tensor];
  const { size, strides, padding } = attributes;
  const image = x.shape.slice(1);
  const places = tf.reshape(tf.range(0, image.reduce((a, b) => a * b, 1), 1, 'int32'), [1, ...image]);
  const values = padSpatial(x, padding, -Infinity);
  const names = padSpatial(places, padding, -1);
  const sizes = outputSizes(image.slice(0, -1), size, strides, padding);
  let best = tf.fill([x.shape[0] ?? 0, ...sizes, image[image.length - 1] ?? 0], -Infinity);
  let place = tf.fill(best.shape, -1, 'int32');
  for (const tap of taps(size)) {
    const value = strideSpatial(values, tap, sizes, strides);
    const higher = tf.greater(value, best);
    place = tf.where(higher, tf.broadcastTo(strideSpatial(names, tap, sizes, strides), best.shape), place);
    best = tf.where(higher, value, best);
  }
  return [best, place];
}

/** Adds each dy to the place that its maximum came from. */
function backward(dy: tf.Tensor, place: tf.Tensor, attributes: PoolAttributes, inputShape: readonly number[]): tf.Tensor {
  if (hasKernel(KERNELS.maxPoolGradient)) return at(runKernel(KERNELS.maxPoolGradient, { dy, place }, { ...attributes, inputShape }), 0);
  const batch = inputShape[0] ?? 0;
  const length = inputShape.slice(1).reduce((a, b) => a * b, 1);
  const images = tf.reshape(tf.range(0, batch, 1, 'int32'), [batch, ...inputShape.slice(1).map(() => 1)]);
  const inAll = tf.add(place, tf.mul(images, tf.scalar(length, 'int32')));
  // Windows without a maximum (all NaN or minus infinity) go to one place more, which is cut off.
  const index = tf.where(tf.less(place, 0), tf.fill(place.shape, batch * length, 'int32'), inAll);
  const sums = tf.scatterND(tf.reshape(index, [-1, 1]), tf.reshape(dy, [-1]), [batch * length + 1]);
  return tf.reshape(tf.slice(sums, 0, batch * length), [...inputShape]);
}
