import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adaptiveMaxPool } from '../../../src-main/engine/ops/adaptive-max-pool.ts';
import { averagePool } from '../../../src-main/engine/ops/average-pool.ts';
import { globalAverage } from '../../../src-main/engine/ops/global-average.ts';
import type { PoolOptions } from '../../../src-main/engine/ops/max-pool.ts';
import { maxPool } from '../../../src-main/engine/ops/max-pool.ts';
import { explicitPadding, outputSizes, perAxis } from '../../../src-main/engine/ops/spatial.ts';
import type { Doubles } from '../../helpers/gradients.ts';
import { draws, expectLikeReference, sizeOf } from '../../helpers/gradients.ts';
import { offset, places } from '../../helpers/places.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

/** What `reduce` makes of the values of each window that lie inside the array. */
function reference(x: Doubles, options: PoolOptions, reduce: (values: readonly number[]) => number): Doubles {
  const spatial = x.shape.slice(1, -1);
  const size = perAxis(options.size, spatial.length);
  const strides = perAxis(options.strides ?? options.size, spatial.length);
  const padding = explicitPadding(options.padding ?? 'valid', spatial, size, strides);
  const shape = [x.shape[0] ?? 0, ...outputSizes(spatial, size, strides, padding), x.shape.at(-1) ?? 0];
  const data = new Float64Array(sizeOf(shape));
  for (const place of places(shape)) {
    const inner = place.slice(1, -1);
    const values = [...places(size)].flatMap((tap) => {
      const from = inner.map((at, axis) => at * (strides[axis] ?? 1) + (tap[axis] ?? 0) - (padding[axis]?.[0] ?? 0));
      const at = offset(x.shape, [place[0] ?? 0, ...from, place.at(-1) ?? 0]);
      return at === null ? [] : [x.data[at] ?? 0];
    });
    data[offset(shape, place) ?? 0] = reduce(values);
  }
  return { data, shape };
}

const cases: Readonly<Record<string, PoolOptions & { readonly shape: readonly number[] }>> = {
  'of 2 × 2': { shape: [2, 4, 6, 3], size: 2 },
  'that leaves a rest': { shape: [1, 5, 7, 2], size: 2 },
  'with overlap': { shape: [1, 5, 6, 2], size: 3, strides: 1 },
  'with the padding of a ResNet stem': { shape: [1, 8, 8, 2], size: 3, strides: 2, padding: [[1, 1], [1, 1]] },
  'of the same size': { shape: [1, 5, 4, 2], size: [3, 2], strides: [1, 2], padding: 'same' },
  'of a volume': { shape: [2, 4, 2, 4, 2], size: 2 },
  'of a volume with overlap and uneven padding': { shape: [1, 4, 5, 3, 2], size: [3, 2, 2], strides: [2, 1, 1], padding: [[1, 1], [0, 1], [1, 0]] },
};

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('max pooling', () => {
  it.each(Object.entries(cases))('%s has the values and gradients of its windows', async (_name, { shape, ...options }) => {
    await expectLikeReference((x) => maxPool(x, options), (x) => reference(x, options, (values) => Math.max(...values)), [draws(shape, 1)]);
  });

  it('finds the maximum of windows of negative values, with padding and without', async () => {
    const negative = draws([1, 4, 4, 1], 2);
    negative.data.forEach((value, i) => (negative.data[i] = -1 - Math.abs(value)));
    for (const options of [{ size: 2 }, { size: 3, strides: 2, padding: 'same' }] as const) {
      await expectLikeReference((x) => maxPool(x, options), (x) => reference(x, options, (values) => Math.max(...values)), [negative]);
    }
  });

  it('gives the gradient to the first of equal maxima', () => {
    tf.tidy(() => {
      const gradient = tf.grad((x) => maxPool(x, { size: [1, 3], strides: [1, 2] }))(tf.tensor4d([[[[1], [5], [5], [5], [0]]]]), tf.tensor4d([[[[1], [10]]]]));
      expect([...gradient.dataSync()]).toEqual([0, 1, 10, 0, 0]);
    });
  });

  it('sums the gradients of windows that share a maximum, image by image', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([0, 9, 0, 8, 0, 0], [2, 1, 3, 1]);
      const gradient = tf.grad((x) => maxPool(x, { size: [1, 2], strides: 1 }))(x, tf.tensor4d([1, 2, 3, 4], [2, 1, 2, 1]));
      expect([...gradient.dataSync()]).toEqual([0, 3, 0, 3, 4, 0]);
    });
  });

  it("treats NaN and infinities as TensorFlow.js's own kernel does", () => {
    tf.tidy(() => {
      const x = tf.tensor4d([NaN, 1, NaN, NaN, -Infinity, -Infinity, Infinity, NaN], [1, 1, 8, 1]);
      const options = { size: [1, 2] } as const;
      expect([...maxPool(x, options).dataSync()]).toEqual([...tf.maxPool(x, [1, 2], [1, 2], 'valid').dataSync()]);
      expect([...tf.grad((x) => maxPool(x, options))(x, tf.ones([1, 1, 4, 1])).dataSync()]).toEqual([0, 1, 0, 0, 0, 0, 1, 0]);
    });
  });
});

describe('average pooling', () => {
  it.each(Object.entries(cases))('%s has the values and gradients of its windows, not counting padding', async (_name, { shape, ...options }) => {
    await expectLikeReference((x) => averagePool(x, options), (x) => reference(x, options, mean), [draws(shape, 1)]);
  });

  it('over all places gives one mean per channel', async () => {
    for (const shape of [[2, 3, 4, 2], [2, 2, 3, 2, 3]]) {
      const whole = { size: shape.slice(1, -1) };
      const flat = [shape[0] ?? 0, shape.at(-1) ?? 0];
      await expectLikeReference(globalAverage, (x) => ({ data: reference(x, whole, mean).data, shape: flat }), [draws(shape, 1)]);
    }
  });
});

describe('adaptive max pooling', () => {
  /** By the windows that PyTorch says. */
  const adaptive = (x: Doubles, outputs: readonly number[]): Doubles => {
    const shape = [x.shape[0] ?? 0, ...outputs, x.shape.at(-1) ?? 0];
    const data = new Float64Array(sizeOf(shape));
    for (const place of places(shape)) {
      const spans = outputs.map((count, axis) => {
        const [i, length] = [place[axis + 1] ?? 0, x.shape[axis + 1] ?? 0];
        return { from: Math.floor((i * length) / count), size: Math.ceil(((i + 1) * length) / count) - Math.floor((i * length) / count) };
      });
      const values = [...places(spans.map(({ size }) => size))].map((tap) => x.data[offset(x.shape, [place[0] ?? 0, ...tap.map((each, axis) => each + (spans[axis]?.from ?? 0)), place.at(-1) ?? 0]) ?? 0] ?? 0);
      data[offset(shape, place) ?? 0] = Math.max(...values);
    }
    return { data, shape };
  };

  it.each([
    ['to a part of the size', [2, 4, 6, 2], [2, 3]],
    ['to windows that overlap', [1, 5, 7, 2], [3, 4]],
    ['to more than there are', [2, 3, 2, 1], [5, 2]],
    ['of a volume to one slice', [1, 3, 4, 5, 2], [1, 2, 3]],
  ] as const)('%s has the values and gradients of its windows', async (_name, shape, outputs) => {
    await expectLikeReference((x) => adaptiveMaxPool(x, outputs), (x) => adaptive(x, outputs), [draws(shape, 1)]);
  });
});
