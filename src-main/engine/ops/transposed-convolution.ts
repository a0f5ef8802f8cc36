import type { Activation, ConvolutionInputAttributes } from '../../../src-shared/domain/kernels.ts';
import type * as tf from '../tf.ts';
import { activationBias } from './activation-bias.ts';
import { convolve, convolveFilter, convolveInput } from './convolve.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';
import type { Padding } from './spatial.ts';
import { explicitPadding, outputSizes, perAxis, spatialShape } from './spatial.ts';

export interface TransposedConvolutionOptions {
  readonly strides: number | readonly number[];
  /**
   * Of the convolution that this transposes: 'same' gives size × stride,
   * 'valid' all that the filter reaches, PyTorch's `padding=1` is [1, 1] per axis.
   */
  readonly padding: Padding;
  readonly activation?: Activation;
  /** Spatial sizes of the result, where the stride leaves several open. */
  readonly outputShape?: readonly number[];
}

/**
 * The transpose of a convolution, which grows an array: [batch, …spatial, in]
 * with a filter [...window, out, in] gives [batch, …spatial, out].
 */
export function transposedConvolution(
  x: tf.Tensor,
  filter: tf.Tensor,
  options: TransposedConvolutionOptions & { readonly bias?: tf.Tensor },
): tf.Tensor {
  const inputs = options.bias === undefined ? [x, filter] : [x, filter, options.bias];
  return differentiable(transposedConvolutionOperation(options), inputs).y;
}

/** Of x, filter and, if given, bias. */
export function transposedConvolutionOperation(options: TransposedConvolutionOptions): Operation {
  return (inputs) => {
    const [x, filter, bias] = [at(inputs, 0), at(inputs, 1), inputs[2] ?? null];
    const attributes = resolve(options, x, filter);
    const { strides, dilations, padding } = attributes;
    const rectified = attributes.activation === 'relu';
    const y = convolveInput(x, filter, bias, attributes);
    return {
      y,
      saved: rectified ? [x, filter, y] : [x, filter],
      backward: (dy, saved, [wantX, wantFilter, wantBias]) => {
        const [x, filter] = [at(saved, 0), at(saved, 1)];
        const { dz, dbias } = rectified || wantBias ? activationBias(dy, saved[2] ?? null) : { dz: dy, dbias: null };
        return [
          wantX ? convolve(dz, filter, null, { strides, dilations, padding, activation: 'none' }) : null,
          wantFilter ? convolveFilter(dz, x, { strides, dilations, padding, filterShape: filter.shape }) : null,
          ...(bias === null ? [] : [wantBias ? dbias : null]),
        ];
      },
    };
  };
}

function resolve(options: TransposedConvolutionOptions, x: tf.Tensor, filter: tf.Tensor): ConvolutionInputAttributes {
  const shape = spatialShape(x);
  const strides = perAxis(options.strides, shape.length);
  const window = filter.shape.slice(0, -2);
  if (window.length !== shape.length || filter.shape[window.length + 1] !== x.shape[x.rank - 1]) {
    throw new Error(`expected a filter [...${shape.length} window axes, out, ${x.shape[x.rank - 1]}], but found [${filter.shape.join(', ')}]`);
  }
  const sizes = options.outputShape ?? grown(shape, window, strides, options.padding);
  const padding = explicitPadding(options.padding, sizes, window, strides);
  const covered = outputSizes(sizes, window, strides, padding);
  if (covered.some((size, axis) => size !== shape[axis])) {
    throw new Error(`expected an output that a convolution brings back to [${shape.join(', ')}], but found [${sizes.join(', ')}]`);
  }
  return {
    strides,
    dilations: strides.map(() => 1),
    padding,
    activation: options.activation ?? 'none',
    inputShape: [x.shape[0] ?? 0, ...sizes, filter.shape[window.length] ?? 0],
  };
}

/** Keras's sizes: 'valid' keeps the part of a stride that the filter does not reach. */
function grown(shape: readonly number[], window: readonly number[], strides: readonly number[], padding: Padding): number[] {
  return shape.map((size, axis) => {
    const [extent, stride] = [window[axis] ?? 1, strides[axis] ?? 1];
    if (padding === 'same') return size * stride;
    if (padding === 'valid') return size * stride + Math.max(extent - stride, 0);
    const [before, after] = padding[axis] ?? [0, 0];
    return (size - 1) * stride + extent - before - after;
  });
}
