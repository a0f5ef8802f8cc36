import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src-main/engine/loading/batch.ts';
import { crossEntropy } from '../../../src-main/engine/losses/cross-entropy.ts';
import { cnn } from '../../../src-main/engine/models/classification/cnn.ts';
import type { Metric } from '../../../src-main/engine/models/contract.ts';
import type { LayersNetwork } from '../../../src-main/engine/models/layers-network.ts';
import { unet } from '../../../src-main/engine/models/segmentation/unet.ts';
import { adam } from '../../../src-main/engine/training/optimizers/adam.ts';
import { draws } from '../../helpers/gradients.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

const small = () => cnn({ filters: [4], dense: 8, dropout: 0, inputShape: [6, 6, 1], classes: 2, seed: 1 });

/** Eight pictures; those of class 1 are brighter. */
function batch(): Batch {
  const label = Int32Array.from({ length: 8 }, (_, i) => i % 2);
  const data = Float32Array.from(draws([8, 36], 3).data, (value, i) => value + (label[Math.floor(i / 36)] ?? 0));
  return {
    size: 8,
    arrays: { image: { data, shape: [8, 6, 6, 1], dtype: 'float32' }, label: { data: label, shape: [8], dtype: 'int32' } },
    samples: [],
    skipped: [],
    release: () => undefined,
  };
}

const accuracy: Metric = {
  value: ({ pred }, { label }) => tf.mean(tf.cast(tf.equal(tf.argMax(pred as tf.Tensor, -1), label as tf.Tensor), 'float32')),
};
const criterions = { 'cross-entropy': crossEntropy() };
const metrics = { accuracy };

async function withNetwork(work: (network: LayersNetwork, data: Readonly<Record<string, tf.Tensor>>) => Promise<void>): Promise<void> {
  await noLeaks(async () => {
    const network = small();
    const data = network.prepareBatch(batch(), 'cpu', 'cpu');
    await work(network, data);
    tf.dispose(data);
    network.dispose();
  });
}

describe('a closure', () => {
  it('learns a batch by heart, step by step', async () => {
    await withNetwork(async (network, data) => {
      const optimizer = adam(network.parameters, { learningRate: 0.05 });
      const losses: number[] = [];
      for (let step = 0; step < 30; step++) {
        const { lossValues, metricValues, predictions } = await network.closure(data, { optimizers: { default: optimizer }, criterions, metrics, step });
        expect(Object.keys(lossValues)).toEqual(['loss', 'cross-entropy']);
        expect(Object.keys(metricValues)).toEqual(['accuracy']);
        losses.push(lossValues['loss'] ?? NaN);
        tf.dispose(predictions);
      }
      expect(losses.at(-1)).toBeLessThan(0.05);
      expect(losses[0]).toBeGreaterThan(0.3);
      optimizer.dispose();
    });
  });

  it('sees the predictions from before its own update', async () => {
    await withNetwork(async (network, data) => {
      const optimizer = adam(network.parameters, { learningRate: 1 });
      const before = await network.closure(data, { criterions, metrics });
      const learned = await network.closure(data, { optimizers: { default: optimizer }, criterions, metrics });
      expect(learned.lossValues['loss']).toBeCloseTo(before.lossValues['val_loss'] ?? NaN, 5);
      expect(learned.metricValues['accuracy']).toBe(before.metricValues['val_accuracy']);
      tf.dispose([before.predictions, learned.predictions]);
      optimizer.dispose();
    });
  });

  it('evaluates without optimizers: names say so, and no weight changes', async () => {
    await withNetwork(async (network, data) => {
      const weights = await network.weights();
      const { lossValues, metricValues, predictions } = await network.closure(data, { criterions, metrics });
      expect(Object.keys({ ...lossValues, ...metricValues })).toEqual(['val_loss', 'val_cross-entropy', 'val_accuracy']);
      expect(predictions['pred']?.shape).toEqual([8, 2]);
      expect(await network.weights()).toEqual(weights);
      tf.dispose(predictions);
    });
  });

  it('sums losses by their weights', async () => {
    await withNetwork(async (network, data) => {
      const two = { one: crossEntropy({ weight: 2 }), other: crossEntropy({ weight: 0.5 }) };
      const { lossValues, predictions } = await network.closure(data, { criterions: two });
      expect(lossValues['val_one']).toBe(lossValues['val_other']);
      expect(lossValues['val_loss']).toBeCloseTo(2.5 * (lossValues['val_one'] ?? NaN), 5);
      tf.dispose(predictions);
    });
  });

  it('predicts alone where there is no criterion, but does not learn', async () => {
    await withNetwork(async (network, data) => {
      const { lossValues, predictions } = await network.closure(data, { criterions: {} });
      expect(lossValues).toEqual({ val_loss: 0 });
      tf.dispose(predictions);
      const optimizer = adam(network.parameters, { learningRate: 1 });
      const learn = (name: string, some: typeof criterions | object) => network.closure(data, { optimizers: { [name]: optimizer }, criterions: { ...some } });
      await expect(learn('default', {})).rejects.toThrow('expected a criterion for the optimizer to make small, but found none');
      await expect(learn('gen', criterions)).rejects.toThrow('expected an optimizer named default, but found gen');
      optimizer.dispose();
    });
  });

  it('moves the averages of batch normalisation when it learns, and uses them when it evaluates', async () => {
    await noLeaks(async () => {
      const network = unet({ features: [2, 3], normalisation: 'batch', inputShape: [4, 4, 1], classes: 2, seed: 1 });
      const data = { image: tf.randomNormal([4, 4, 4, 1], 5), label: tf.zeros([4, 4, 4], 'int32') };
      const optimizer = adam(network.parameters, { learningRate: 0 });
      const averages = async () => (await network.weights()).filter(({ name }) => name.includes('moving'));
      const first = await averages();
      const one = await network.closure(data, { criterions });
      expect(await averages()).toEqual(first);
      const learned = await network.closure(data, { optimizers: { default: optimizer }, criterions });
      expect(await averages()).not.toEqual(first);
      const two = await network.closure(data, { criterions });
      expect(two.lossValues['val_loss']).not.toBe(one.lossValues['val_loss']);
      tf.dispose([one.predictions, learned.predictions, two.predictions, data]);
      optimizer.dispose();
      network.dispose();
    });
  });

  it('reports a loss that is not a number as it is', async () => {
    await withNetwork(async (network, data) => {
      const image = tf.fill([8, 6, 6, 1], NaN);
      const { lossValues, predictions } = await network.closure({ ...data, image }, { criterions });
      expect(lossValues['val_loss']).toBeNaN();
      tf.dispose([predictions, image]);
    });
  });
});

describe('prepareBatch', () => {
  it('gives inputs as float32 and everything else with whole numbers as int32', async () => {
    await noLeaks(() => {
      const network = small();
      const arrays = {
        image: { data: Uint8Array.of(0, 255), shape: [1, 1, 2, 1], dtype: 'uint8' },
        label: { data: Uint16Array.of(7), shape: [1], dtype: 'uint16' },
        weight: { data: Float32Array.of(0.5), shape: [1], dtype: 'float32' },
      } as const;
      const data = network.prepareBatch({ ...batch(), arrays }, 'cpu', 'cpu');
      expect(Object.entries(data).map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([
        ['image', 'float32', [1, 1, 2, 1]],
        ['label', 'int32', [1]],
        ['weight', 'float32', [1]],
      ]);
      expect([...(data['image'] as tf.Tensor).dataSync()]).toEqual([0, 255]);
      tf.dispose(data);
      network.dispose();
    });
  });

  it('says what it misses', () => {
    const network = small();
    expect(() => network.prepareBatch({ ...batch(), arrays: {} }, 'cpu', 'cpu')).toThrow('expected a batch with "image", but found nothing');
    expect(() => network.prepareBatch(batch(), 'gpu:0', 'gpu:1')).toThrow('expected one device for inputs and outputs, but found gpu:0 and gpu:1');
    network.dispose();
  });
});
