import * as tf from '../tf.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';
import { spatialShape } from './spatial.ts';

/** The mean of each channel of each image: [batch, …spatial, channel] → [batch, channel]. */
export function globalAverage(x: tf.Tensor): tf.Tensor {
  return differentiable(globalAverageOperation, [x]).y;
}

export const globalAverageOperation: Operation = (inputs) => {
  const x = at(inputs, 0);
  const shape = x.shape;
  const spatial = spatialShape(x);
  const count = spatial.reduce((a, b) => a * b, 1);
  const kept = shape.map((length, axis) => (axis === 0 || axis === shape.length - 1 ? length : 1));
  return {
    y: tf.mean(x, spatial.map((_, axis) => axis + 1)),
    saved: [],
    backward: (dy) => [tf.broadcastTo(tf.reshape(tf.div(dy, count), kept), shape)],
  };
};
