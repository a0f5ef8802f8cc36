import { describe, expect, it } from 'vitest';
import type { TrainEvent } from '../../../src-shared/domain/train-event.ts';
import { METRIC_NAME } from '../../../src-shared/schema/metric-name.ts';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { trainExperiment } from '../../../src-main/engine/experiment/train.ts';
import type { BatchSource } from '../../../src-main/engine/loading/batch.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { withUnreadable } from '../../helpers/samples.ts';
import { ofKind, toyArguments, toySamples, toySpec, trainToy, trainingSource } from '../../helpers/toy-experiment.ts';

usePlainBackend();

const mean = (values: readonly number[], weights = values.map(() => 1)) =>
  values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) / weights.reduce((sum, weight) => sum + weight, 0);

const kinds = (events: readonly TrainEvent[]) => events.map(({ kind }) => kind);

describe('the event list', () => {
  it('tells an epoch in order: batches, validation, means, checkpoint', async () => {
    const epoch = [
      'epoch-started',
      ...new Array<string>(6).fill('batch'),
      ...new Array<string>(3).fill('image'),
      'confusion',
      // The curves of the validation side.
      ...new Array<string>(2).fill('logged'),
      ...new Array<string>(9).fill('prediction'),
      ...new Array<string>(4).fill('scalar'),
      'epoch-ended',
      'checkpoint',
    ];
    expect(kinds(await trainToy())).toEqual(['run-started', ...epoch, ...epoch, 'run-ended']);
  });

  it('counts steps from 0, epochs from 1, and says what the run has', async () => {
    const events = await trainToy();
    expect(events[0]).toEqual({ kind: 'run-started', epoch: 1, step: 0, epochs: 2, stepsPerEpoch: 6, parameters: 212, samples: { train: 22, val: 9, test: 0 } });
    const batches = ofKind(events, 'batch');
    expect(batches.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(batches.map(({ epoch }) => epoch)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    expect(batches.map(({ size }) => size)).toEqual([4, 4, 4, 4, 4, 2, 4, 4, 4, 4, 4, 2]);
    expect(ofKind(events, 'epoch-ended').map(({ epoch, step }) => [epoch, step])).toEqual([[1, 6], [2, 12]]);
    expect(events.at(-1)).toEqual({ kind: 'run-ended', epoch: 2, step: 12, status: 'finished', message: 'Trained 2 epochs.' });
  });

  it('is the same for the same seed, and another for another', async () => {
    const events = await trainToy();
    expect(await trainToy()).toEqual(events);
    expect(await trainToy({ spec: toySpec({ seed: 2 }) })).not.toEqual(events);
  });

  it('uses the names that metrics have everywhere', async () => {
    const names = ofKind(await trainToy(), 'scalar').map(({ name }) => name);
    expect(names.every((name) => METRIC_NAME.test(name))).toBe(true);
    expect(new Set(names)).toEqual(new Set(['train_loss', 'train_accuracy', 'val_loss', 'val_accuracy']));
  });

  it('gives each of several losses a series beside their weighted sum', async () => {
    const criterions = [{ kind: 'cross-entropy', weight: 1 }, { kind: 'cross-entropy', weight: 0.5 }] as const;
    const [first] = ofKind(await trainToy({ spec: toySpec({ training: { criterions: [...criterions] } }) }), 'epoch-ended');
    expect(first?.values['val_loss']).toBeCloseTo(1.5 * (first?.values['val_cross-entropy'] ?? 0), 5);
    expect(first?.values['val_cross-entropy-2']).toBe(first?.values['val_cross-entropy']);
  });
});

describe('metrics of a whole epoch', () => {
  it('are told when it ends, of both sides, and can choose the best', async () => {
    const metrics = [{ kind: 'auroc' }, { kind: 'recall', average: 'per-class' }] as const;
    const events = await trainToy({ spec: toySpec({ training: { metrics: [...metrics], select: { metric: 'val_recall_1', mode: 'max' } } }) });
    const names = ['loss', 'auroc', 'recall_0', 'recall_1'];
    for (const { values, epoch } of ofKind(events, 'epoch-ended')) {
      expect(Object.keys(values)).toEqual(['train', 'val'].flatMap((side) => names.map((name) => `${side}_${name}`)));
      const [, , missed = 0, found = 0] = ofKind(events, 'confusion').find((each) => each.epoch === epoch)?.counts ?? [];
      expect(values['val_recall_1']).toBe(found / (found + missed));
    }
    expect(ofKind(events, 'batch').every(({ values }) => Object.keys(values).join() === 'train_loss')).toBe(true);
    expect(ofKind(events, 'checkpoint')[0]?.checkpoint.state.best?.value).toBe(ofKind(events, 'epoch-ended')[0]?.values['val_recall_1']);
  });

  it('refuse to choose the best by a class that there is not', async () => {
    const spec = toySpec({ training: { metrics: [{ kind: 'recall', average: 'per-class' }], select: { metric: 'val_recall_2', mode: 'max' } } });
    await expect(trainToy({ spec })).rejects.toThrow('training.select.metric: expected one of train_loss, train_recall_0, train_recall_1, val_loss, val_recall_0, val_recall_1, but found val_recall_2');
  });
});

describe('training', () => {
  it('learns to tell two kinds of pictures without a mistake', async () => {
    const events = await trainToy({ spec: toySpec({ model: { kind: 'cnn', filters: [3], dense: 6 }, training: { epochs: 6, optimizer: { kind: 'adam', learningRate: 0.02 } } }) });
    expect(ofKind(events, 'epoch-ended').at(-1)?.values).toMatchObject({ train_accuracy: 1, val_accuracy: 1 });
    expect(ofKind(events, 'confusion').at(-1)?.counts).toEqual([5, 0, 0, 4]);
  });

  it('sees the samples in another order in each epoch', async () => {
    const args = toyArguments();
    const seen: string[][] = [];
    const watched: BatchSource = {
      ...args.train,
      async *epoch(epoch, from) {
        const keys: string[] = [];
        seen.push(keys);
        for await (const batch of args.train.epoch(epoch, from)) {
          keys.push(...batch.samples.map(({ key }) => key));
          yield batch;
        }
      },
    };
    await trainToy({ train: watched });
    expect(seen).toHaveLength(2);
    expect(seen[0]).not.toEqual(seen[1]);
    expect(seen[0]?.toSorted()).toEqual(seen[1]?.toSorted());
    expect(new Set(seen[0]).size).toBe(22);
  });

  it('weighs every sample alike in the means of an epoch, not every batch', async () => {
    const events = await trainToy();
    for (const { epoch, values } of ofKind(events, 'epoch-ended')) {
      const batches = ofKind(events, 'batch').filter((batch) => batch.epoch === epoch);
      const losses = batches.map((batch) => batch.values['train_loss'] ?? 0);
      const sizes = batches.map(({ size }) => size);
      expect(values['train_loss']).toBeCloseTo(mean(losses, sizes), 12);
      expect(Math.abs(mean(losses) - mean(losses, sizes))).toBeGreaterThan(1e-4);

      const predictions = ofKind(events, 'prediction').filter((prediction) => prediction.epoch === epoch);
      expect(values['val_loss']).toBeCloseTo(mean(predictions.map(({ loss }) => loss)), 6);
      expect(values['val_accuracy']).toBeCloseTo(mean(predictions.map(({ truth, predicted }) => Number(truth === predicted))), 6);
    }
  });

  it('sets the learning rate of every step by the schedule', async () => {
    const spec = toySpec({ training: { optimizer: { kind: 'sgd', learningRate: 0.1 }, schedule: { kind: 'poly', exponent: 1 } } });
    const events = await trainToy({ spec });
    ofKind(events, 'batch').forEach(({ learningRate, step }) => expect(learningRate).toBeCloseTo(0.1 * (1 - step / 12), 12));
    expect(ofKind(events, 'epoch-started').map(({ learningRate }) => learningRate)).toEqual([0.1, 0.05]);
  });

  it('changes nothing at a learning rate of 0', async () => {
    const spec = toySpec({ training: { epochs: 1, optimizer: { kind: 'adam', learningRate: 0 } } });
    const untouched = await trainToy({ spec: toySpec({ training: { epochs: 1, optimizer: { kind: 'sgd', learningRate: 0 } } }) });
    expect(ofKind(await trainToy({ spec }), 'checkpoint')[0]?.checkpoint.weights).toEqual(ofKind(untouched, 'checkpoint')[0]?.checkpoint.weights);
  });

  it('lets the host breathe after every batch of training and validation', async () => {
    let breaths = 0;
    await trainToy({
      breathe: async () => {
        breaths++;
      },
    });
    expect(breaths).toBe(2 * (6 + 3));
  });

  it('leaves no tensors when it ends, when it is closed anywhere, and when it fails', async () => {
    await noLeaks(() => trainToy());
    for (const wanted of [1, 2, 3, 9, 12, 22, 28, 30]) {
      await noLeaks(async () => {
        let seen = 0;
        for await (const event of trainExperiment(toyArguments())) if (event && ++seen === wanted) break;
        expect(seen).toBe(wanted);
      });
    }
    const spec = toySpec();
    const broken = trainingSource(spec, { ...memoryDataset(toySamples(22)), read: () => Promise.reject(new Error('a mistake')) });
    await noLeaks(() => expect(trainToy({ train: broken })).rejects.toThrow('a mistake'));
  });
});

describe('samples that cannot be read', () => {
  it('are replaced in training, left out in validation, and told', async () => {
    const events = await trainToy({
      trainSet: withUnreadable(memoryDataset(toySamples(22)), [3]),
      valSet: withUnreadable(memoryDataset(toySamples(9, 2)), [0, 8]),
      spec: toySpec({ training: { epochs: 1 } }),
    });
    const told = ofKind(events, 'warning').map(({ path, text }) => [path, text]);
    expect(told).toEqual([
      ['image-3.png', expect.stringMatching(/^image-3\.png could not be read and image-1-\d+\.png took its place: the file is empty$/) as string],
      ['image-0.png', 'image-0.png could not be read and was left out: the file is empty'],
      ['image-8.png', 'image-8.png could not be read and was left out: the file is empty'],
    ]);
    expect(ofKind(events, 'batch').map(({ size }) => size)).toEqual([4, 4, 4, 4, 4, 2]);
    expect(ofKind(events, 'prediction').map(({ path }) => path)).toEqual([1, 2, 3, 4, 5, 6, 7].map((i) => `image-2-${i}.png`));
    expect(ofKind(events, 'confusion')[0]?.counts.reduce((sum, count) => sum + count)).toBe(7);
  });
});

describe('a run without validation', () => {
  it('selects by what training measured and shows training images', async () => {
    const events = await trainToy({ valSet: null });
    expect(kinds(events)).not.toContain('prediction');
    expect(ofKind(events, 'epoch-ended').map(({ values }) => Object.keys(values))).toEqual([['train_loss', 'train_accuracy'], ['train_loss', 'train_accuracy']]);
    expect(ofKind(events, 'image').map(({ epoch, step, tag, index }) => [epoch, step, tag, index])).toEqual([
      [1, 0, 'train', 0],
      [1, 0, 'train', 1],
      [1, 0, 'train', 2],
      [2, 6, 'train', 0],
      [2, 6, 'train', 1],
      [2, 6, 'train', 2],
    ]);
    const best = ofKind(events, 'checkpoint').findLast((event) => event.best);
    const losses = ofKind(events, 'epoch-ended').map(({ values }) => values['train_loss'] ?? 0);
    expect(best?.checkpoint.state.best).toEqual({ epoch: losses.indexOf(Math.min(...losses)) + 1, value: Math.min(...losses) });
  });
});

describe('a run that cannot begin', () => {
  it('is refused if its best epoch would be chosen by a value that it never has', async () => {
    await expect(trainToy({ valSet: null, spec: toySpec() })).rejects.toMatchObject({
      name: 'BadInput',
      message: 'training.select.metric: expected one of train_loss, train_accuracy, but found val_accuracy',
      help: 'Set images aside for validation, or go by a value of training.',
    });
  });

  it('is refused if there is no whole batch', async () => {
    await expect(trainToy({ trainSet: memoryDataset(toySamples(3)), spec: toySpec({ loader: { batchSize: 4, dropLast: true } }) })).rejects.toMatchObject({
      name: 'BadInput',
      message: 'expected at least one batch of 4 training images, but found 3 images',
    });
  });
});
