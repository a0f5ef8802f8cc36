/**
 * Convolution and its two gradients as plain functions: the backend's kernel,
 * or a composition of standard ops. `convolution` and `transposedConvolution`
 * are made of these.
 */
import type { ConvolutionAttributes, ConvolutionFilterAttributes, ConvolutionInputAttributes } from '../../../src-shared/domain/kernels.ts';
import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { at } from './operation.ts';
import { hasKernel, runKernel } from './kernel.ts';
import { cropSpatial, extents, padSpatial, strideSpatial, stuffSpatial, taps } from './spatial.ts';

/** x [batch, …spatial, in] with filter [...window, in, out] → [batch, …spatial, out]. */
export function convolve(x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor | null, attributes: ConvolutionAttributes): tf.Tensor {
  if (hasKernel(KERNELS.convolution)) return at(runKernel(KERNELS.convolution, { x, filter, bias }, attributes), 0);
  const padded = padSpatial(x, attributes.padding);
  return finish(slide(padded, filter, attributes.strides, attributes.dilations), bias, attributes.activation);
}

/** dy [batch, …spatial, out] with filter [...window, in, out] → [batch, …spatial, in], of the shape given. */
export function convolveInput(dy: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor | null, attributes: ConvolutionInputAttributes): tf.Tensor {
  if (hasKernel(KERNELS.convolutionInput)) return at(runKernel(KERNELS.convolutionInput, { dy, filter, bias }, attributes), 0);
  const { strides, dilations, padding, inputShape } = attributes;
  const padded = inputShape.map((length, axis) => length + (padding[axis - 1]?.[0] ?? 0) + (padding[axis - 1]?.[1] ?? 0));
  const dx = dilations.every((dilation) => dilation === 1)
    ? plainInput(dy, filter, strides, padded)
    : dilatedInput(dy, filter, strides, dilations, padded);
  return finish(cropSpatial(dx, padding), bias, attributes.activation);
}

/** x [batch, …spatial, in] with dy [batch, …spatial, out] → [...window, in, out], of the shape given. */
export function convolveFilter(x: tf.Tensor, dy: tf.Tensor, attributes: ConvolutionFilterAttributes): tf.Tensor {
  if (hasKernel(KERNELS.convolutionFilter)) return at(runKernel(KERNELS.convolutionFilter, { x, dy }, attributes), 0);
  const { strides, dilations, padding, filterShape } = attributes;
  const padded = padSpatial(x, padding);
  const sizes = dy.shape.slice(1, -1);
  const slopes = tf.reshape(dy, [-1, dy.shape[dy.rank - 1] ?? 0]);
  // The standard kernel takes seconds for what this does in milliseconds on TensorFlow.js's own CPU backend, and refuses dilation.
  const byTap = taps(filterShape.slice(0, -2)).map((tap) => {
    const seen = strideSpatial(padded, tap.map((at, axis) => at * (dilations[axis] ?? 1)), sizes, strides);
    return tf.matMul(tf.reshape(seen, [-1, seen.shape[seen.rank - 1] ?? 0]), slopes, true, false);
  });
  return tf.reshape(tf.stack(byTap), [...filterShape]);
}

function finish(z: tf.Tensor, bias: tf.Tensor | null, activation: ConvolutionAttributes['activation']): tf.Tensor {
  const shifted = bias === null ? z : tf.add(z, bias);
  return activation === 'relu' ? tf.relu(shifted) : shifted;
}

/** TensorFlow.js refuses stride and dilation at once: then every place is computed and the strides are picked out. */
function slide(x: tf.Tensor, filter: tf.Tensor, strides: readonly number[], dilations: readonly number[]): tf.Tensor {
  const strided = strides.some((stride) => stride > 1);
  const dilated = dilations.some((dilation) => dilation > 1);
  if (!strided || !dilated) return standard(x, filter, strides, dilations);
  const everywhere = standard(x, filter, strides.map(() => 1), dilations);
  const sizes = strides.map((stride, axis) => Math.ceil((everywhere.shape[axis + 1] ?? 0) / stride));
  return strideSpatial(everywhere, strides.map(() => 0), sizes, strides);
}

function standard(x: tf.Tensor, filter: tf.Tensor, strides: readonly number[], dilations: readonly number[]): tf.Tensor {
  if (x.rank === 4) {
    return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides as [number, number], 'valid', 'NHWC', dilations as [number, number]);
  }
  return tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strides as [number, number, number], 'valid', 'NDHWC', dilations as [number, number, number]);
}

function plainInput(dy: tf.Tensor, filter: tf.Tensor, strides: readonly number[], inputShape: readonly number[]): tf.Tensor {
  const name = dy.rank === 4 ? tf.Conv2DBackpropInput : tf.Conv3DBackpropInputV2;
  return at(runKernel(name, { dy, filter }, { strides, pad: 'valid', dataFormat: 'NHWC', inputShape }), 0);
}

/** Each dy is spread over the taps that it came from: a dilated convolution of dy with the filter turned round. */
function dilatedInput(dy: tf.Tensor, filter: tf.Tensor, strides: readonly number[], dilations: readonly number[], inputShape: readonly number[]): tf.Tensor {
  const axes = strides.map((_, axis) => axis);
  const window = extents(filter.shape.slice(0, -2), dilations);
  const stuffed = stuffSpatial(dy, strides);
  const margins = window.map((extent, axis): [number, number] => [extent - 1, (inputShape[axis + 1] ?? 0) - (stuffed.shape[axis + 1] ?? 0)]);
  const turned = tf.transpose(tf.reverse(filter, axes), [...axes, axes.length + 1, axes.length]);
  return standard(padSpatial(stuffed, margins), turned, strides.map(() => 1), dilations);
}
