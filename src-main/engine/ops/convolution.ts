import type { Activation, ConvolutionAttributes } from '../../../src-shared/domain/kernels.ts';
import type * as tf from '../tf.ts';
import { activationBias } from './activation-bias.ts';
import { convolve, convolveFilter, convolveInput } from './convolve.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';
import type { Padding } from './spatial.ts';
import { explicitPadding, extents, outputSizes, perAxis, spatialShape } from './spatial.ts';

export interface ConvolutionOptions {
  /** For all axes or for each; 1 unless said. */
  readonly strides?: number | readonly number[];
  /** Distance between the taps of the window; 1 unless said. */
  readonly dilations?: number | readonly number[];
  /** 'valid' unless said. */
  readonly padding?: Padding;
  /** Applied after the bias; none unless said. */
  readonly activation?: Activation;
}

/**
 * Convolves [batch, …spatial, in] with a filter [...window, in, out], in two or
 * three dimensions, with every stride and dilation.
 */
export function convolution(x: tf.Tensor, filter: tf.Tensor, options: ConvolutionOptions & { readonly bias?: tf.Tensor } = {}): tf.Tensor {
  const inputs = options.bias === undefined ? [x, filter] : [x, filter, options.bias];
  return differentiable(convolutionOperation(options), inputs).y;
}

/** Of x, filter and, if given, bias. */
export function convolutionOperation(options: ConvolutionOptions): Operation {
  return (inputs) => {
    const [x, filter, bias] = [at(inputs, 0), at(inputs, 1), inputs[2] ?? null];
    const attributes = resolve(options, x, filter);
    const { strides, dilations, padding } = attributes;
    const rectified = attributes.activation === 'relu';
    const y = convolve(x, filter, bias, attributes);
    return {
      y,
      saved: rectified ? [x, filter, y] : [x, filter],
      backward: (dy, saved, [wantX, wantFilter, wantBias]) => {
        const [x, filter] = [at(saved, 0), at(saved, 1)];
        const { dz, dbias } = rectified || wantBias ? activationBias(dy, saved[2] ?? null) : { dz: dy, dbias: null };
        return [
          wantX ? convolveInput(dz, filter, null, { strides, dilations, padding, activation: 'none', inputShape: x.shape }) : null,
          wantFilter ? convolveFilter(x, dz, { strides, dilations, padding, filterShape: filter.shape }) : null,
          ...(bias === null ? [] : [wantBias ? dbias : null]),
        ];
      },
    };
  };
}

function resolve(options: ConvolutionOptions, x: tf.Tensor, filter: tf.Tensor): ConvolutionAttributes {
  const shape = spatialShape(x);
  const strides = perAxis(options.strides ?? 1, shape.length);
  const dilations = perAxis(options.dilations ?? 1, shape.length);
  const size = filter.shape.slice(0, -2);
  if (size.length !== shape.length || filter.shape[size.length] !== x.shape[x.rank - 1]) {
    throw new Error(`expected a filter [...${shape.length} window axes, ${x.shape[x.rank - 1]}, out], but found [${filter.shape.join(', ')}]`);
  }
  const window = extents(size, dilations);
  const padding = explicitPadding(options.padding ?? 'valid', shape, window, strides);
  outputSizes(shape, window, strides, padding);
  return { strides, dilations, padding, activation: options.activation ?? 'none' };
}
