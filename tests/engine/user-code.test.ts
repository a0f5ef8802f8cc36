import { describe, expect, it } from 'vitest';
import { createAugment, createTransform } from '../../src-main/engine/augment/create.ts';
import { createCallbacks } from '../../src-main/engine/callbacks/create-callbacks.ts';
import { customDataset, customLoad } from '../../src-main/engine/data/custom-dataset.ts';
import { memoryDataset } from '../../src-main/engine/data/memory.ts';
import { customCollate } from '../../src-main/engine/loading/custom-collate.ts';
import { createCriterion } from '../../src-main/engine/losses/create-criterion.ts';
import { createEpochMetrics, createMetrics } from '../../src-main/engine/metrics/create-metrics.ts';
import { createNetwork } from '../../src-main/engine/models/create-network.ts';
import { UserNetwork } from '../../src-main/engine/models/user-network.ts';
import { AbstractSampler } from '../../src-main/engine/sampling/abstract-sampler.ts';
import { createSampler } from '../../src-main/engine/sampling/create.ts';
import { customRateFactor } from '../../src-main/engine/training/custom-schedule.ts';
import * as tf from '../../src-main/engine/tf.ts';
import type { UserCode } from '../../src-main/engine/user-code.ts';
import { usePlainBackend } from '../helpers/plain-backend.ts';
import { toySamples, toySpec } from '../helpers/toy-experiment.ts';

usePlainBackend();

const custom = { kind: 'custom', file: '/code/mine.ts', options: { size: 3 } } as const;
/** As if the file exported this by default. */
const exporting = (value: unknown): UserCode => ({ get: () => value, extra: { ward: 7 } });
const labels = Int32Array.of(0, 0, 1, 1);

describe('a sampler of the user', () => {
  const sampler = (value: unknown) => createSampler({ ...custom, seed: 5 }, labels, 2, exporting(value));

  it('may be a function, which is given options, extra and the chance of its epoch', () => {
    const order = sampler(({ options, extra, epoch, count }: { options: { size: number }; extra: { ward: number }; epoch: number; count: number }) => Array.from({ length: count }, () => (options.size + extra.ward + epoch) % 4));
    expect([...order.draw(1, 3)]).toEqual([3, 3, 3]);
    expect(order.length).toBe(4);
  });

  it('may be a class, with a length of its own', () => {
    class Twice extends AbstractSampler {
      override get length(): number {
        return 8;
      }
      draw(_epoch: number, count: number): Int32Array {
        return Int32Array.from({ length: count }, (_, i) => i % this.args.labels.length);
      }
    }
    const order = sampler(Twice);
    expect([order.length, [...order.draw(1, 5)]]).toEqual([8, [0, 1, 2, 3, 0]]);
  });

  it('is held to what it may draw', () => {
    expect(() => sampler(() => [0, 9]).draw(1, 2)).toThrow('/code/mine.ts: expected numbers of samples from 0 to 3, but found 9');
    expect(() => sampler(() => [0]).draw(1, 2)).toThrow('/code/mine.ts: expected 2 numbers of samples, but found 1');
    expect(() => sampler({ draw: () => [] })).toThrow('expected its default export to be a function that gives the numbers of samples, but found an object with draw');
  });
});

describe('a transform of the user', () => {
  const [sample] = toySamples(1);
  if (!sample) throw new Error('expected a sample');

  it('is drawn and applied with others, by its probability', () => {
    const code = exporting(() => ({ draw: () => 2, apply: (each: typeof sample) => ({ ...each, key: 'changed' }) }));
    const augment = createAugment([{ ...custom, probability: 1 }], 1, 'augment', code);
    expect(augment.change(sample, 1, 0).key).toBe('changed');
    expect(augment.describe(augment.draw(sample, 1, 0))).toBe('mine');
  });

  it('must give a sample', () => {
    const transform = createTransform({ ...custom, probability: 1 }, exporting(() => ({ draw: () => 2, apply: () => null })));
    expect(() => transform.apply(sample, 2)).toThrow('/code/mine.ts: expected apply to give a sample, but found object');
    expect(() => createTransform({ ...custom, probability: 1 }, exporting(() => ({ apply: () => null })))).toThrow('expected its default export to give an object with the functions draw and apply, but found an object with apply');
  });
});

describe('a network of the user', () => {
  class Constant extends UserNetwork {
    readonly parameters = [{ name: 'c', variable: tf.variable(tf.zeros([this.args.outputs])) }];
    call({ image }: Readonly<Record<string, tf.Tensor>>) {
      return { pred: tf.add(tf.zeros([image?.shape[0] ?? 0, this.args.outputs]), this.parameters[0]?.variable ?? 0) };
    }
  }

  it('is rebuilt from what is saved with its weights', async () => {
    const make = () => createNetwork({ ...custom, task: 'classification' }, [4, 4, 1], 2, 9, exporting(Constant));
    const [network, again] = [make(), make()];
    network.parameters[0]?.variable.assign(tf.tensor1d([1, 2]));
    again.setWeights(await network.weights());
    expect([...((await again.weights())[0]?.array.data ?? [])]).toEqual([1, 2]);
    expect(network.json().userDefinedMetadata.init).toEqual({ inputShape: [4, 4, 1], outputs: 2, seed: 9, options: { size: 3 }, extra: { ward: 7 } });
    network.dispose();
    again.dispose();
  });

  it('is told apart from what is none', () => {
    expect(() => createNetwork({ ...custom, task: 'classification' }, [4, 4, 1], 2, 9, exporting(undefined))).toThrow('/code/mine.ts: expected its default export to be a class that extends AbstractNetwork, but found nothing');
  });
});

describe('what else is the user’s', () => {
  it('a loss gives a scalar, and is weighted', () => {
    const spec = { ...custom, weight: 2, name: null };
    const data = { label: tf.tensor1d([1, 3]) };
    const loss = createCriterion(spec, 2, exporting(() => (_predictions: unknown, { label }: typeof data) => tf.mean(label)));
    expect([loss.weight, loss.loss({}, data).dataSync()[0]]).toEqual([2, 2]);
    expect(() => createCriterion(spec, 2, exporting(() => (_predictions: unknown, { label }: typeof data) => label)).loss({}, data)).toThrow('/code/mine.ts: expected the loss to be a scalar tensor, but found a tensor [2]');
  });

  it('a metric is of batches or of epochs, and called after its file', () => {
    const spec = { ...custom, name: null };
    const ofEpochs = exporting(() => ({ needsScores: false, value: () => 0.5 }));
    expect([Object.keys(createMetrics([spec], ofEpochs)), Object.keys(createEpochMetrics([spec], 2, ofEpochs))]).toEqual([[], ['mine']]);
    const ofBatches = exporting(() => ({ value: () => tf.scalar(1) }));
    expect([Object.keys(createMetrics([{ ...spec, name: 'own' }], ofBatches)), Object.keys(createEpochMetrics([spec], 2, ofBatches))]).toEqual([['own'], []]);
  });

  it('a schedule gives a finite factor at every step', () => {
    const factor = customRateFactor(custom, exporting(({ step, totalSteps }: { step: number; totalSteps: number }) => (step === 3 ? Number.NaN : 1 - step / totalSteps)));
    expect(factor(2, 2, 8)).toBe(0.75);
    expect(() => factor(3, 2, 8)).toThrow('/code/mine.ts: expected the factor on the learning rate at step 3 to be a finite number, but found NaN');
    expect(customRateFactor({ kind: 'constant' }, exporting(null))(5, 1, 9)).toBe(1);
  });

  it('a callback has afterBatch, afterEpoch or both', () => {
    const spec = toySpec({ training: { callbacks: [{ kind: 'custom', file: '/code/mine.ts' }] } });
    expect(createCallbacks(spec, ['a', 'b'], 'val', exporting(() => ({ afterEpoch: () => [] }))).at(-1)?.name).toBe('custom-0');
    expect(() => createCallbacks(spec, ['a', 'b'], 'val', exporting(() => ({ after: 1 })))).toThrow('expected its default export to give an object with afterBatch, afterEpoch or both, but found an object with after');
  });

  it('a dataset has a label for each sample, a load function an image, a data loader as many samples as it got', async () => {
    const dataset = memoryDataset(toySamples(4));
    expect(customDataset('/code/mine.ts', dataset, 'train', exporting(({ dataset: own }: { dataset: typeof dataset }) => own))).toBe(dataset);
    expect(() => customDataset('/code/mine.ts', dataset, 'train', exporting(() => ({ ...dataset, length: 9 })))).toThrow('/code/mine.ts: expected a label for each of 9 samples, but found 4');
    const load = customLoad('/code/mine.ts', exporting(() => ({ picture: 1 })));
    await expect(load({ path: '/a.png', bytes: new Uint8Array(), decode: () => Promise.reject(new Error('not asked for')) })).rejects.toThrow('image among them');
    expect(() => customCollate('/code/mine.ts', 1, exporting(() => []))(toySamples(2), 1, 0)).toThrow('/code/mine.ts: expected a list of 2 samples, as many as the batch had, but found 0');
  });
});
