import type * as tf from '../../tf.ts';

/** A layer's input where it takes one: tfjs-layers gives it alone or in a list. */
export function oneTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const [first, ...more] = Array.isArray(inputs) ? inputs : [inputs];
  if (first === undefined || more.length > 0) throw new Error(`expected one input, but found ${more.length + (first ? 1 : 0)}`);
  return first;
}

/** A shape without open axes beyond the batch; `what` names who asks. */
export type OpenShape = (number | null)[];

/** Like `oneTensor`, for shapes. */
export function oneShape(shapes: OpenShape | OpenShape[]): OpenShape {
  const first = shapes[0];
  return Array.isArray(first) ? first : (shapes as OpenShape);
}
