import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { explicitPadding, perAxis } from '../../../src-main/engine/ops/spatial.ts';
import type { TransposedConvolutionOptions } from '../../../src-main/engine/ops/transposed-convolution.ts';
import { transposedConvolution } from '../../../src-main/engine/ops/transposed-convolution.ts';
import type { Doubles } from '../../helpers/gradients.ts';
import { draws, expectLikeReference, sizeOf } from '../../helpers/gradients.ts';
import { offset, places } from '../../helpers/places.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

/** Each input pixel puts its filter on the output; `sizes` is the output's spatial shape. */
function reference(x: Doubles, filter: Doubles, bias: Doubles, options: TransposedConvolutionOptions, sizes: readonly number[]): Doubles {
  const axes = sizes.length;
  const window = filter.shape.slice(0, axes);
  const [output = 0, input = 0] = filter.shape.slice(axes);
  const strides = perAxis(options.strides, axes);
  const padding = explicitPadding(options.padding, sizes, window, strides);
  const shape = [x.shape[0] ?? 0, ...sizes, output];
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => bias.data[i % output] ?? 0);
  for (const place of places([...x.shape.slice(0, -1), ...window, input, output])) {
    const [image = 0] = place;
    const from = place.slice(1, 1 + axes);
    const tap = place.slice(1 + axes, 1 + 2 * axes);
    const [inner = 0, outer = 0] = place.slice(1 + 2 * axes);
    const to = from.map((at, axis) => at * (strides[axis] ?? 1) + (tap[axis] ?? 0) - (padding[axis]?.[0] ?? 0));
    const at = offset(shape, [image, ...to, outer]);
    if (at === null) continue;
    const value = x.data[offset(x.shape, [image, ...from, inner]) ?? 0] ?? 0;
    data[at] = (data[at] ?? 0) + value * (filter.data[offset(filter.shape, [...tap, outer, inner]) ?? 0] ?? 0);
  }
  return { data: options.activation === 'relu' ? data.map((value) => Math.max(0, value)) : data, shape };
}

interface Case extends TransposedConvolutionOptions {
  readonly x: readonly number[];
  readonly filter: readonly number[];
  readonly sizes: readonly number[];
}

const cases: Readonly<Record<string, Case>> = {
  'of 2 × 2 doubles the sides, as a U-Net does': { x: [2, 3, 4, 3], filter: [2, 2, 2, 3], strides: 2, padding: 'valid', sizes: [6, 8] },
  'of 3 × 3 with stride 2, same': { x: [1, 3, 4, 2], filter: [3, 3, 3, 2], strides: 2, padding: 'same', sizes: [6, 8] },
  'of 3 × 3 with stride 2, valid': { x: [1, 3, 2, 2], filter: [3, 3, 1, 2], strides: 2, padding: 'valid', sizes: [7, 5] },
  'of 1 × 1 with stride 2 leaves gaps': { x: [1, 3, 3, 2], filter: [1, 1, 2, 2], strides: 2, padding: 'valid', sizes: [6, 6] },
  'of 4 × 4 with stride 2 and padding 1, as a DCGAN does': {
    x: [1, 3, 3, 2],
    filter: [4, 4, 2, 2],
    strides: 2,
    padding: [[1, 1], [1, 1]],
    activation: 'relu',
    sizes: [6, 6],
  },
  'to one of the shapes that a stride leaves open': {
    x: [1, 3, 3, 1],
    filter: [3, 3, 1, 1],
    strides: [2, 2],
    padding: [[1, 1], [1, 1]],
    outputShape: [6, 5],
    sizes: [6, 5],
  },
  'of 2 × 2 × 2 doubles a volume': { x: [1, 2, 3, 2, 2], filter: [2, 2, 2, 3, 2], strides: 2, padding: 'valid', activation: 'relu', sizes: [4, 6, 4] },
  'in 3-D with uneven strides': { x: [1, 2, 3, 2, 2], filter: [3, 2, 3, 1, 2], strides: [2, 1, 3], padding: 'same', sizes: [4, 3, 6] },
};

describe('transposed convolution', () => {
  it.each(Object.entries(cases))('%s', async (_name, { x, filter, sizes, ...options }) => {
    await expectLikeReference(
      (x, filter, bias) => transposedConvolution(x, filter, { ...options, bias: bias as tf.Tensor }),
      (x, filter, bias) => reference(x as Doubles, filter as Doubles, bias as Doubles, options, sizes),
      [draws(x, 1), draws(filter, 2), draws(filter.slice(-2, -1), 3)],
    );
  });

  it('names an output shape that does not lead back to its input', () => {
    tf.tidy(() => {
      const options = { strides: 2, padding: 'valid', outputShape: [9, 9] } as const;
      expect(() => transposedConvolution(tf.zeros([1, 3, 3, 1]), tf.zeros([2, 2, 1, 1]), options)).toThrow(
        'expected an output that a convolution brings back to [3, 3], but found [9, 9]',
      );
    });
  });
});
