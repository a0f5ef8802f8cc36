import type { UpSampleAttributes } from '../../../src-shared/domain/kernels.ts';
import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { hasKernel, runKernel } from './kernel.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';
import { around, perAxis, replaced, spatialShape } from './spatial.ts';

export interface UpSampleOptions {
  /** Whole numbers, for all axes or for each. */
  readonly factors: number | readonly number[];
  /**
   * 'linear' interpolates along each axis with half-pixel centres and edges
   * held: PyTorch's bilinear and trilinear with `align_corners=False`.
   */
  readonly method: UpSampleAttributes['method'];
}

/** Grows the spatial axes of [batch, …spatial, channel] by whole factors. */
export function upSample(x: tf.Tensor, options: UpSampleOptions): tf.Tensor {
  return differentiable(upSampleOperation(options), [x]).y;
}

export function upSampleOperation(options: UpSampleOptions): Operation {
  return (inputs) => {
    const x = at(inputs, 0);
    const factors = perAxis(options.factors, spatialShape(x).length);
    if (factors.some((factor) => !Number.isInteger(factor) || factor < 1)) {
      throw new Error(`expected whole factors of at least 1, but found [${factors.join(', ')}]`);
    }
    const attributes: UpSampleAttributes = { factors, method: options.method };
    return { y: forward(x, attributes), saved: [], backward: (dy) => [backward(dy, attributes)] };
  };
}

function forward(x: tf.Tensor, attributes: UpSampleAttributes): tf.Tensor {
  if (hasKernel(KERNELS.upSample)) return at(runKernel(KERNELS.upSample, { x }, attributes), 0);
  const grow = attributes.method === 'nearest' ? repeat : interpolate;
  return attributes.factors.reduce((grown, factor, axis) => alongAxis(grown, axis + 1, factor, grow), x);
}

function backward(dy: tf.Tensor, attributes: UpSampleAttributes): tf.Tensor {
  if (hasKernel(KERNELS.upSampleGradient)) return at(runKernel(KERNELS.upSampleGradient, { dy }, attributes), 0);
  const shrink = attributes.method === 'nearest' ? (phases: tf.Tensor) => tf.sum(phases, 2) : gather;
  return attributes.factors.reduceRight((shrunk, factor, axis) => {
    if (factor === 1) return shrunk;
    const length = (shrunk.shape[axis + 1] ?? 0) / factor;
    const [outer, inner] = around(shrunk.shape, axis + 1);
    return tf.reshape(shrink(tf.reshape(shrunk, [outer, length, factor, inner])), replaced(shrunk.shape, axis + 1, length));
  }, dy);
}

/** Gives `grow` the array as [outer, length, inner] and takes [outer, length, factor, inner] back. */
function alongAxis(x: tf.Tensor, axis: number, factor: number, grow: (x: tf.Tensor3D, factor: number) => tf.Tensor): tf.Tensor {
  if (factor === 1) return x;
  const length = x.shape[axis] ?? 0;
  const [outer, inner] = around(x.shape, axis);
  return tf.reshape(grow(tf.reshape(x, [outer, length, inner]), factor), replaced(x.shape, axis, length * factor));
}

function repeat(x: tf.Tensor3D, factor: number): tf.Tensor {
  return tf.tile(tf.expandDims(x, 2), [1, 1, factor, 1]);
}

/** Where the r-th of `factor` new values lies between its old value and a neighbour: from −1/2 to 1/2. */
function offsetOf(phase: number, factor: number): number {
  return (phase + 0.5) / factor - 0.5;
}

function interpolate(x: tf.Tensor3D, factor: number): tf.Tensor {
  const last = x.shape[1] - 1;
  const [outer, , inner] = x.shape;
  const previous = tf.concat([tf.slice(x, [0, 0, 0], [outer, 1, inner]), tf.slice(x, [0, 0, 0], [outer, last, inner])], 1);
  const next = tf.concat([tf.slice(x, [0, 1, 0], [outer, last, inner]), tf.slice(x, [0, last, 0], [outer, 1, inner])], 1);
  const phases = Array.from({ length: factor }, (_, phase) => {
    const offset = offsetOf(phase, factor);
    if (offset === 0) return x;
    return tf.add(tf.mul(x, 1 - Math.abs(offset)), tf.mul(offset < 0 ? previous : next, Math.abs(offset)));
  });
  return tf.stack(phases, 2);
}

/** The transpose of `interpolate`: [outer, length, factor, inner] → [outer, length, inner]. */
function gather(dy: tf.Tensor): tf.Tensor {
  const [outer = 0, length = 0, factor = 1, inner = 0] = dy.shape;
  const part = (x: tf.Tensor, from: number, count: number) => tf.slice(x, [0, from, 0], [outer, count, inner]);
  const shifted = (x: tf.Tensor, before: number, after: number) => tf.pad(x, [[0, 0], [before, after], [0, 0]]);
  const sums = tf.unstack(dy, 2).map((phase, r) => {
    const offset = offsetOf(r, factor);
    if (offset === 0) return phase;
    const own = tf.mul(phase, 1 - Math.abs(offset));
    const other = tf.mul(phase, Math.abs(offset));
    const [moved, held] =
      offset < 0
        ? [shifted(part(other, 1, length - 1), 0, 1), shifted(part(other, 0, 1), 0, length - 1)]
        : [shifted(part(other, 0, length - 1), 1, 0), shifted(part(other, length - 1, 1), length - 1, 0)];
    return tf.add(own, tf.add(moved, held));
  });
  return tf.addN(sums);
}
