import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src-shared/domain/train-event.ts';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { openCheck } from '../../../src-main/engine/experiment/check.ts';
import { predict } from '../../../src-main/engine/experiment/predict.ts';
import type { Predicted } from '../../../src-main/engine/experiment/predict.ts';
import { testExperiment } from '../../../src-main/engine/experiment/test.ts';
import type { BatchSource } from '../../../src-main/engine/loading/batch.ts';
import { createNetwork } from '../../../src-main/engine/models/create-network.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { withUnreadable } from '../../helpers/samples.ts';
import { evaluationSource, lastCheckpoint, ofKind, toyArguments, toySamples, toySpec, trainToy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

const { spec, classes, inputShape } = toyArguments();
const validation = () => evaluationSource(spec, memoryDataset(toySamples(9, 2)));
const trained = async () => {
  const events = await trainToy();
  return { events, checkpoint: lastCheckpoint(events) };
};

describe('testExperiment', () => {
  it('finds on a side what training found there with the same weights', async () => {
    const { events, checkpoint } = await trained();
    const report = await noLeaks(() => testExperiment({ spec, classes, inputShape, side: 'val', source: validation(), checkpoint, epoch: 2, step: 12 }));
    const last = ofKind(events, 'epoch-ended').at(-1);
    expect(report?.values).toEqual({ val_loss: last?.values['val_loss'], val_accuracy: last?.values['val_accuracy'] });
    const inTraining = events.filter((event) => event.epoch === 2 && ['image', 'confusion', 'logged', 'prediction'].includes(event.kind));
    expect(report?.events).toEqual(inTraining);
  });

  it('names its values by the side and scores every class', async () => {
    const { checkpoint } = await trained();
    const report = await testExperiment({ spec, classes, inputShape, side: 'test', source: validation(), checkpoint, epoch: 2, step: 12 });
    expect(report?.values).toEqual({ test_loss: expect.any(Number) as number, test_accuracy: 1 });
    expect(report?.confusion).toEqual([5, 0, 0, 4]);
    expect(report?.classes).toEqual([
      { support: 5, predicted: 5, accuracy: 1, precision: 1, recall: 1 },
      { support: 4, predicted: 4, accuracy: 1, precision: 1, recall: 1 },
    ]);
    expect(new Set(ofKind(report?.events ?? [], 'prediction').map(({ side }) => side))).toEqual(new Set(['test']));
  });

  it('shows images of any epoch, unless the experiment wants none', async () => {
    const { checkpoint } = await trained();
    const pictures = async (everyEpochs: number) => {
      const wanted = toySpec({ training: { logImages: { everyEpochs, count: 2 } } });
      const report = await testExperiment({ spec: wanted, classes, inputShape, side: 'test', source: validation(), checkpoint, epoch: 2, step: 12 });
      return ofKind(report?.events ?? [], 'image').map(({ tag, index }) => [tag, index]);
    };
    expect(await pictures(5)).toEqual([['test', 0], ['test', 1]]);
    expect(await pictures(0)).toEqual([]);
  });

  it('gives nothing if it is stopped', async () => {
    const { checkpoint } = await trained();
    const stopped = testExperiment({ spec, classes, inputShape, side: 'test', source: validation(), checkpoint, epoch: 2, step: 12, stopped: () => true });
    expect(await stopped).toBeNull();
  });

  it('refuses weights of another network', async () => {
    await noLeaks(async () => {
      const wrong = { weights: [{ name: 'other', array: { data: Float32Array.of(1), shape: [1], dtype: 'float32' } }] } as const;
      await expect(testExperiment({ spec, classes, inputShape, side: 'test', source: validation(), checkpoint: wrong, epoch: 1, step: 1 })).rejects.toThrow('expected weights named');
    });
  });
});

describe('predict', () => {
  const collect = async (stream: AsyncIterable<Predicted>) => {
    const lines: Predicted[] = [];
    for await (const line of stream) lines.push(line);
    return lines;
  };
  /** With a network of the checkpoint, which is freed however it ends. */
  async function* predictBy(checkpoints: readonly Pick<Checkpoint, 'weights'>[], source: BatchSource) {
    const networks = checkpoints.map(({ weights }) => {
      const network = createNetwork(spec.model, inputShape, classes.length, spec.seed);
      network.setWeights(weights);
      return network;
    });
    try {
      yield* predict({ networks, classes: classes.length, source });
    } finally {
      for (const network of networks) network.dispose();
    }
  }

  it('predicts every sample in order, whether it has a label or not', async () => {
    const { events, checkpoint } = await trained();
    const unlabelled = toySamples(9, 2).map(({ key, path, arrays }) => ({ key, path, arrays: { image: arrays['image'] as (typeof arrays)[string] } }));
    const lines = await noLeaks(() => collect(predictBy([checkpoint], evaluationSource(spec, memoryDataset(unlabelled)))));
    const known = ofKind(events, 'prediction').filter(({ epoch }) => epoch === 2);
    expect(lines.map((line) => line.kind === 'predicted' && [line.key, line.path, line.predicted])).toEqual(known.map(({ key, path, predicted }) => [key, path, predicted]));
    lines.forEach((line, i) => {
      if (line.kind !== 'predicted') throw new Error(`expected a prediction, but found ${line.kind}`);
      expect(line.probabilities[line.predicted]).toBe(known[i]?.confidence);
      expect(line.probabilities.reduce((sum, share) => sum + share)).toBeCloseTo(1, 6);
    });
  });

  it('averages the probabilities of several networks', async () => {
    const { events, checkpoint } = await trained();
    const first = ofKind(events, 'checkpoint')[0]?.checkpoint;
    if (!first) throw new Error('expected a checkpoint of the first epoch');
    const of = async (...checkpoints: Checkpoint[]) => (await collect(predictBy(checkpoints, validation()))).map((line) => (line.kind === 'predicted' ? line.probabilities : []));
    const [early, late, both] = [await of(first), await of(checkpoint), await of(first, checkpoint)];
    both.forEach((probabilities, i) => probabilities.forEach((share, label) => expect(share).toBeCloseTo(((early[i]?.[label] ?? 0) + (late[i]?.[label] ?? 0)) / 2, 6)));
    expect(early).not.toEqual(late);
  });

  it('says which samples cannot be read', async () => {
    const { checkpoint } = await trained();
    const source = evaluationSource(spec, withUnreadable(memoryDataset(toySamples(3, 2)), [1]));
    const lines = await collect(predictBy([checkpoint], source));
    expect(lines.filter(({ kind }) => kind === 'failed')).toEqual([{ kind: 'failed', path: 'image-1.png', reason: 'the file is empty' }]);
    expect(lines).toHaveLength(3);
  });

  it('frees everything if nobody listens any more', async () => {
    const { checkpoint } = await trained();
    await noLeaks(async () => {
      for await (const line of predictBy([checkpoint], validation())) if (line.kind === 'predicted') break;
    });
  });
});

describe('openCheck', () => {
  it('tells what the network sees and learns from that batch alone', async () => {
    await noLeaks(async () => {
      const check = await openCheck({ spec, classes, inputShape, source: toyArguments().train });
      expect(check).toMatchObject({ batchSize: 4, batchesPerEpoch: 6, parameters: 212 });
      expect(check.arrays).toMatchObject([
        { name: 'image', shape: [4, 8, 8, 1], dtype: 'float32' },
        { name: 'label', shape: [4], dtype: 'int32', min: 0, max: 1 },
      ]);
      const first = await check.step();
      for (let i = 0; i < 30; i++) await check.step();
      expect(first).toBe(ofKind(await trainToy(), 'batch')[0]?.values['train_loss']);
      expect(await check.step()).toBeLessThan(first / 2);
      await check.dispose();
    });
  });

  it('says that there is nothing to try', async () => {
    await noLeaks(() => expect(openCheck({ spec, classes, inputShape, source: evaluationSource(spec, memoryDataset([])) })).rejects.toThrow('expected a batch of images to try, but found none that can be read'));
  });
});
