import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ConvolutionOptions } from '../../../src-main/engine/ops/convolution.ts';
import { convolution } from '../../../src-main/engine/ops/convolution.ts';
import { explicitPadding, extents, outputSizes, perAxis } from '../../../src-main/engine/ops/spatial.ts';
import type { Doubles } from '../../helpers/gradients.ts';
import { draws, expectClose, expectLikeReference, sizeOf, toTensor } from '../../helpers/gradients.ts';
import { offset, places } from '../../helpers/places.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

/** The sum over taps and input channels, written out. */
function reference(x: Doubles, filter: Doubles, bias: Doubles | null, options: ConvolutionOptions): Doubles {
  const [batch = 0, ...rest] = x.shape;
  const spatial = rest.slice(0, -1);
  const axes = spatial.length;
  const size = filter.shape.slice(0, axes);
  const [input = 0, output = 0] = filter.shape.slice(axes);
  const strides = perAxis(options.strides ?? 1, axes);
  const dilations = perAxis(options.dilations ?? 1, axes);
  const window = extents(size, dilations);
  const padding = explicitPadding(options.padding ?? 'valid', spatial, window, strides);
  const shape = [batch, ...outputSizes(spatial, window, strides, padding), output];
  const data = new Float64Array(sizeOf(shape));
  for (const place of places(shape)) {
    const [image = 0, ...inner] = place;
    const channel = inner.pop() ?? 0;
    let sum = bias?.data[channel] ?? 0;
    for (const tap of places(size)) {
      const from = inner.map((at, axis) => at * (strides[axis] ?? 1) + (tap[axis] ?? 0) * (dilations[axis] ?? 1) - (padding[axis]?.[0] ?? 0));
      for (let c = 0; c < input; c++) {
        const at = offset(x.shape, [image, ...from, c]);
        if (at !== null) sum += (x.data[at] ?? 0) * (filter.data[offset(filter.shape, [...tap, c, channel]) ?? 0] ?? 0);
      }
    }
    data[offset(shape, place) ?? 0] = options.activation === 'relu' ? Math.max(0, sum) : sum;
  }
  return { data, shape };
}

interface Case extends ConvolutionOptions {
  readonly x: readonly number[];
  readonly filter: readonly number[];
}

const cases: Readonly<Record<string, Case>> = {
  'of one pixel': { x: [1, 3, 4, 2], filter: [1, 1, 2, 3] },
  'of 3 × 3, nothing around it': { x: [2, 5, 6, 3], filter: [3, 3, 3, 2] },
  'of an even window, same size': { x: [1, 5, 4, 2], filter: [2, 4, 2, 3], padding: 'same' },
  'with ReLU': { x: [2, 4, 5, 2], filter: [3, 3, 2, 4], padding: 'same', activation: 'relu' },
  'with stride 2 and 3, same': { x: [1, 7, 8, 2], filter: [3, 3, 2, 2], strides: [2, 3], padding: 'same' },
  'with stride 2 that leaves a rest': { x: [1, 8, 6, 1], filter: [3, 3, 1, 2], strides: 2 },
  'with the padding of a ResNet stem': { x: [1, 9, 9, 1], filter: [7, 7, 1, 2], strides: 2, padding: [[3, 3], [3, 3]] },
  'with uneven padding': { x: [1, 4, 5, 2], filter: [3, 2, 2, 2], padding: [[0, 2], [1, 0]] },
  'with dilation 2': { x: [1, 7, 8, 2], filter: [3, 3, 2, 2], dilations: 2, padding: 'same' },
  'with dilation 2 and 3, nothing around it': { x: [2, 8, 9, 1], filter: [2, 3, 1, 2], dilations: [2, 3] },
  'with stride 2 and dilation 2': { x: [1, 9, 10, 2], filter: [3, 2, 2, 3], strides: [2, 3], dilations: [2, 2], padding: [[1, 2], [2, 0]] },
  'with stride on one axis and dilation on the other': { x: [1, 7, 7, 2], filter: [3, 3, 2, 1], strides: [2, 1], dilations: [1, 2] },
  'in 3-D': { x: [2, 4, 3, 4, 2], filter: [3, 2, 3, 2, 2], padding: 'same' },
  'in 3-D with stride and uneven padding': { x: [1, 5, 6, 4, 2], filter: [3, 3, 2, 2, 2], strides: [2, 1, 2], padding: [[1, 1], [0, 2], [1, 0]], activation: 'relu' },
  'in 3-D with dilation': { x: [1, 5, 6, 5, 1], filter: [2, 3, 2, 1, 2], dilations: [2, 2, 3], padding: 'same' },
  'in 3-D with stride and dilation': { x: [1, 6, 5, 7, 1], filter: [2, 2, 3, 1, 2], strides: [2, 1, 2], dilations: [2, 2, 2], padding: 'same' },
};

describe('convolution', () => {
  it.each(Object.entries(cases))('%s has the values and gradients of the written-out sum', async (_name, { x, filter, ...options }) => {
    const inputs = [draws(x, 1), draws(filter, 2), draws(filter.slice(-1), 3)];
    await expectLikeReference(
      (x, filter, bias) => convolution(x, filter, { ...options, bias: bias as tf.Tensor }),
      (x, filter, bias) => reference(x, filter, bias ?? null, options),
      inputs,
    );
  });

  it('works without a bias', async () => {
    await expectLikeReference(
      (x, filter) => convolution(x, filter, { activation: 'relu' }),
      (x, filter) => reference(x, filter, null, { activation: 'relu' }),
      [draws([1, 4, 4, 2], 1), draws([3, 3, 2, 2], 2)],
    );
  });

  it('passes NaN and infinity to the outputs that see them, and to no other', () => {
    tf.tidy(() => {
      const x = draws([1, 6, 6, 1], 1);
      x.data[0] = NaN;
      x.data[35] = Infinity;
      const filter = draws([2, 2, 1, 1], 2);
      for (const options of [{}, { dilations: 2 }, { strides: 2, dilations: 2 }]) {
        expectClose(convolution(toTensor(x), toTensor(filter), options).dataSync(), reference(x, filter, null, options).data, 1e-4);
      }
    });
  });

  it('names the sizes that do not fit', () => {
    tf.tidy(() => {
      const x = tf.zeros([1, 4, 4, 2]);
      expect(() => convolution(x, tf.zeros([5, 5, 2, 1]))).toThrow('expected spatial axes of at least [5, 5] with their padding, but found [4, 4]');
      expect(() => convolution(x, tf.zeros([3, 3, 3, 1]))).toThrow('expected a filter [...2 window axes, 2, out], but found [3, 3, 3, 1]');
      expect(() => convolution(tf.zeros([4, 4, 2]), tf.zeros([3, 3, 2, 1]))).toThrow('expected [batch, …2 or 3 spatial axes, channel], but found [4, 4, 2]');
    });
  });
});
