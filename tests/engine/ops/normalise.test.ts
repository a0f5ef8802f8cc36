import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { NormaliseOptions } from '../../../src-main/engine/ops/normalise.ts';
import { normalise } from '../../../src-main/engine/ops/normalise.ts';
import { normaliseWith } from '../../../src-main/engine/ops/normalise-with.ts';
import type { Doubles } from '../../helpers/gradients.ts';
import { draws, expectClose, expectLikeReference, toTensor } from '../../helpers/gradients.ts';
import { places } from '../../helpers/places.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

/** The set that a value shares its mean with, as a number. */
function setOf([batch = 0, ...rest]: readonly number[], channels: number, { over, groups = 1 }: NormaliseOptions): number {
  const channel = rest.at(-1) ?? 0;
  const group = Math.floor(channel / (channels / groups));
  return { batch: channel, instance: batch * channels + channel, group: batch * groups + group, layer: batch }[over];
}

function reference(x: Doubles, gamma: Doubles | null, beta: Doubles | null, options: NormaliseOptions) {
  const channels = x.shape.at(-1) ?? 0;
  const sets = [...places(x.shape)].map((place) => setOf(place, channels, options));
  const count = Math.max(...sets) + 1;
  const sum = (value: (i: number) => number) => {
    const totals = new Float64Array(count);
    for (const [i, set] of sets.entries()) totals[set] = (totals[set] ?? 0) + value(i);
    return totals;
  };
  const sizes = sum(() => 1);
  const mean = sum((i) => x.data[i] ?? 0).map((total, set) => total / (sizes[set] ?? 1));
  const variance = sum((i) => ((x.data[i] ?? 0) - (mean[sets[i] ?? 0] ?? 0)) ** 2).map((total, set) => total / (sizes[set] ?? 1));
  const data = x.data.map((value, i) => {
    const set = sets[i] ?? 0;
    const unit = (value - (mean[set] ?? 0)) / Math.sqrt((variance[set] ?? 0) + (options.epsilon ?? 1e-5));
    const z = unit * (gamma?.data[i % channels] ?? 1) + (beta?.data[i % channels] ?? 0);
    return options.activation === 'relu' ? Math.max(0, z) : z;
  });
  return { data, shape: x.shape, mean, variance };
}

interface Case extends NormaliseOptions {
  readonly shape: readonly number[];
}

const cases: Readonly<Record<string, Case>> = {
  'over a batch of vectors': { over: 'batch', shape: [6, 4] },
  'over a batch of signals': { over: 'batch', shape: [2, 5, 3] },
  'over a batch of images': { over: 'batch', shape: [3, 4, 3, 2] },
  'over a batch of volumes, with ReLU': { over: 'batch', shape: [2, 3, 2, 4, 3], activation: 'relu' },
  'over each image, with ReLU': { over: 'instance', shape: [2, 4, 5, 3], activation: 'relu' },
  'over each volume': { over: 'instance', shape: [2, 3, 4, 2, 2], epsilon: 0.1 },
  'over groups of channels of an image': { over: 'group', groups: 2, shape: [2, 3, 4, 6], activation: 'relu' },
  'over groups of channels of a volume': { over: 'group', groups: 3, shape: [2, 2, 3, 2, 6] },
  'over groups of a vector': { over: 'group', groups: 2, shape: [3, 6] },
  'over the whole of a vector': { over: 'layer', shape: [3, 5] },
  'over the whole of a volume': { over: 'layer', shape: [2, 2, 3, 2, 3], activation: 'relu' },
};

describe('normalise', () => {
  it.each(Object.entries(cases))('%s has the values and gradients of its definition', async (_name, { shape, ...options }) => {
    const channel = shape.slice(-1);
    await expectLikeReference(
      (x, gamma, beta) => normalise(x, { ...options, gamma: gamma as tf.Tensor, beta: beta as tf.Tensor }).y,
      (x, gamma, beta) => reference(x as Doubles, gamma ?? null, beta ?? null, options),
      [draws(shape, 1), draws(channel, 2), draws(channel, 3)],
      5e-4,
    );
  });

  it('works with a scale alone, a shift alone, and neither', async () => {
    const [x, one] = [draws([2, 3, 3, 2], 1), draws([2], 2)];
    const options = { over: 'batch', activation: 'relu' } as const;
    const check = (op: (x: tf.Tensor, each: tf.Tensor | undefined) => tf.Tensor, wanted: (x: Doubles, each: Doubles | null) => Doubles, inputs: Doubles[]) =>
      expectLikeReference((x, each) => op(x as tf.Tensor, each), (x, each) => wanted(x as Doubles, each ?? null), inputs, 5e-4);
    await check((x) => normalise(x, options).y, (x) => reference(x, null, null, options), [x]);
    await check((x, gamma) => normalise(x, { ...options, gamma: gamma as tf.Tensor }).y, (x, gamma) => reference(x, gamma, null, options), [x, one]);
    await check((x, beta) => normalise(x, { ...options, beta: beta as tf.Tensor }).y, (x, beta) => reference(x, null, beta, options), [x, one]);
  });

  it.each(Object.entries(cases))('%s gives the mean and the variance of the population', (_name, { shape, ...options }) => {
    tf.tidy(() => {
      const x = draws(shape, 4);
      const wanted = reference(x, null, null, options);
      const { mean, variance } = normalise(toTensor(x), options);
      const [batch = 0, channels = 0] = [shape[0], shape.at(-1)];
      expect(mean.shape).toEqual({ batch: [channels], instance: [batch, channels], group: [batch, options.groups], layer: [batch] }[options.over]);
      expect(variance.shape).toEqual(mean.shape);
      expectClose(mean.dataSync(), wanted.mean, 1e-5);
      expectClose(variance.dataSync(), wanted.variance, 1e-5);
    });
  });

  it('gives a constant image its shift', () => {
    tf.tidy(() => {
      const { y, variance } = normalise(tf.fill([1, 3, 3, 2], 7), { over: 'instance', beta: tf.tensor1d([1, 2]) });
      expect([...y.dataSync()]).toEqual(Array.from({ length: 9 }, () => [1, 2]).flat());
      // A kernel may give its inverse root, from which a variance of zero comes back but for rounding.
      expect(Math.max(...variance.dataSync())).toBeLessThan(1e-9);
    });
  });

  it('spoils the set that holds a NaN, and no other', () => {
    tf.tidy(() => {
      const x = draws([2, 3, 1], 1);
      x.data[0] = NaN;
      const y = normalise(toTensor(x), { over: 'instance' }).y.dataSync();
      expect([...y].map(Number.isNaN)).toEqual([true, true, true, false, false, false]);
    });
  });

  it('refuses shapes that have nothing to normalise over', () => {
    tf.tidy(() => {
      expect(() => normalise(tf.zeros([3, 2]), { over: 'instance' })).toThrow('expected an array with axes to normalise over, but found [3, 2]');
      expect(() => normalise(tf.zeros([3, 2, 5]), { over: 'group', groups: 2 })).toThrow('expected a number of channels that 2 groups can share, but found 5');
    });
  });
});

describe('normaliseWith', () => {
  it('uses the statistics that it is given', async () => {
    const options = { epsilon: 0.01, activation: 'relu' } as const;
    const positive = (x: Doubles): Doubles => ({ ...x, data: x.data.map(Math.abs) });
    await expectLikeReference(
      (...given) => {
        const [x, mean, variance, gamma, beta] = given as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        return normaliseWith(x, mean, variance, { ...options, gamma, beta });
      },
      (x, mean, variance, gamma, beta) => ({
        shape: x?.shape ?? [],
        data: (x as Doubles).data.map((value, i) => {
          const at = (channel: Doubles | undefined) => channel?.data[i % 3] ?? 0;
          return Math.max(0, ((value - at(mean)) / Math.sqrt(at(variance) + 0.01)) * at(gamma) + at(beta));
        }),
      }),
      [draws([2, 3, 2, 2, 3], 1), draws([3], 2), positive(draws([3], 3)), draws([3], 4), draws([3], 5)],
      5e-4,
    );
  });
});
