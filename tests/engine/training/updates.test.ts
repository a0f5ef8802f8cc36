import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { testExperiment } from '../../../src-main/engine/experiment/test.ts';
import { WeightAverage } from '../../../src-main/engine/training/weight-average.ts';
import { expectClose } from '../../helpers/gradients.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { TOY_CLASSES, evaluationSource, lastCheckpoint, ofKind, stopFrom, toyArguments, toySamples, toySpec, trainToy } from '../../helpers/toy-experiment.ts';
import type { Toy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

const values = (weights: readonly NamedWeights[]) => weights.flatMap(({ array }) => [...array.data]);
/** Nothing that tells batches apart but their size. */
const plain = (batchSize: number, training: object = {}): Toy => ({
  spec: toySpec({ loader: { batchSize }, augment: [], model: { kind: 'cnn', filters: [3], dense: 6 }, training: { optimizer: { kind: 'sgd', learningRate: 0.05 }, ...training } }),
});

describe('batches that make one update together', () => {
  it('change the weights as one batch of all their samples would', async () => {
    const one = await trainToy(plain(8));
    const parts = await noLeaks(() => trainToy(plain(4, { accumulate: 2 })));
    expectClose(values(lastCheckpoint(parts).weights), values(lastCheckpoint(one).weights), 1e-5);
    const told = (events: typeof one) => ofKind(events, 'batch').map(({ epoch, step, size }) => ({ epoch, step, size }));
    expect(told(parts)).toEqual(told(one));
    ofKind(parts, 'batch').forEach(({ values: { train_loss: loss = 0 } }, i) => expect(loss).toBeCloseTo(ofKind(one, 'batch')[i]?.values['train_loss'] ?? 0, 5));
    expect(parts[0]).toMatchObject({ stepsPerEpoch: 3 });
  });

  it('are those left at the end of an epoch, if they are fewer', async () => {
    const events = await trainToy(plain(4, { accumulate: 4 }));
    expect(ofKind(events, 'batch').map(({ step, size }) => [step, size])).toEqual([[0, 16], [1, 6], [2, 16], [3, 6]]);
    expect(ofKind(events, 'epoch-ended').map(({ step }) => step)).toEqual([2, 4]);
  });

  it('have dropout masks of their own, and go on exactly from where updates end', async () => {
    const toy: Toy = { spec: toySpec({ training: { accumulate: 2 } }) };
    const whole = await trainToy(toy);
    for (const look of [1, 2, 4]) {
      const before = await noLeaks(() => trainToy({ ...toy, requests: stopFrom(look, 'now') }));
      const after = await trainToy({ ...toy, resume: lastCheckpoint(before) });
      expect(lastCheckpoint(after)).toEqual(lastCheckpoint(whole));
    }
  });
});

describe('an average of weights', () => {
  it('follows its formula, and is in place of the weights only while it is used', async () => {
    await noLeaks(async () => {
      const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
      const average = new WeightAverage([{ name: 'w', variable }], 0.5);
      let expected = [1, 2];
      for (let step = 0; step < 12; step++) {
        tf.tidy(() => variable.assign(tf.add(variable, step)));
        const [a = 0, b = 0] = variable.dataSync();
        const decay = Math.min(0.5, (1 + step) / (10 + step));
        expected = [decay * (expected[0] ?? 0) + (1 - decay) * a, decay * (expected[1] ?? 0) + (1 - decay) * b];
        average.update();
      }
      const own = [...variable.dataSync()];
      await average.use(async () => expectClose(variable.dataSync(), expected, 1e-6));
      expect([...variable.dataSync()]).toEqual(own);
      await expect(average.use(() => Promise.reject(new Error('a mistake')))).rejects.toThrow('a mistake');
      expect([...variable.dataSync()]).toEqual(own);
      average.dispose();
      variable.dispose();
    });
  });

  it('is what is validated, saved and tested, while training goes on with the weights themselves', async () => {
    const averaged = await noLeaks(() => trainToy({ spec: toySpec({ training: { weightAverage: 0.8 } }) }));
    const usual = await trainToy();
    expect(ofKind(averaged, 'batch')).toEqual(ofKind(usual, 'batch'));
    const own = lastCheckpoint(averaged).optimizer.filter(({ name }) => name.startsWith('average/own/'));
    expect(values(own)).toEqual(values(lastCheckpoint(usual).weights));
    expect(values(lastCheckpoint(averaged).weights)).not.toEqual(values(own));
    const spec = toySpec();
    const last = lastCheckpoint(averaged);
    const { inputShape } = toyArguments();
    const report = await testExperiment({ spec, classes: TOY_CLASSES, inputShape, side: 'val', source: evaluationSource(spec, memoryDataset(toySamples(9, 2))), checkpoint: last, epoch: 2, step: 12 });
    expect(report?.values['val_loss']).toBe(ofKind(averaged, 'epoch-ended').at(-1)?.values['val_loss']);
  });
});
