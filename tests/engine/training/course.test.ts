import { describe, expect, it } from 'vitest';
import { earlyStopping } from '../../../src-main/engine/callbacks/early-stopping.ts';
import { plateau } from '../../../src-main/engine/callbacks/plateau.ts';
import { createNetwork } from '../../../src-main/engine/models/create-network.ts';
import type { Callback, Memory } from '../../../src-main/engine/training/callback.ts';
import { createOptimizer } from '../../../src-main/engine/training/optimizers/create-optimizer.ts';
import { train } from '../../../src-main/engine/training/train.ts';
import { WeightedMeans } from '../../../src-main/engine/training/weighted-means.ts';
import type { Checkpoint, TrainEvent } from '../../../src-shared/domain/train-event.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { lastCheckpoint, ofKind, toyArguments, toySpec, trainToy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

/** What a callback answers to one epoch after the other; null is an epoch without the value. */
function answersTo(callback: Callback, name: string, values: readonly (number | null)[]): string[][] {
  let memory: Memory = {};
  return values.map((value, i) => {
    const answers = callback.afterEpoch?.({ epoch: i + 1, values: value === null ? {} : { [name]: value }, best: null, memory }) ?? [];
    for (const answer of answers) if (answer.kind === 'remember') memory = answer.memory;
    return answers.flatMap((answer) => (answer.kind === 'stop' ? [answer.message] : answer.kind === 'rate' ? [`rate ${answer.factor}`] : []));
  });
}

const firstStop = (values: readonly (number | null)[], metric = 'val_loss', patience = 2, minimumChange = 0) =>
  answersTo(earlyStopping({ metric, patience, minimumChange }), metric, values).findIndex((answers) => answers.length > 0) + 1;

describe('early stopping', () => {
  it('waits so many epochs for a better value, and counts anew after each', () => {
    expect(firstStop([3, 2, 2, 1, 1, 1])).toBe(6);
    expect(firstStop([3, 2, 1])).toBe(0);
    expect(firstStop([0.5, 0.6, 0.6, 0.7, 0.7, 0.7], 'val_accuracy')).toBe(6);
    expect(firstStop([1, 1], 'val_loss', 1)).toBe(2);
  });

  it('wants more than the smallest change', () => {
    expect(firstStop([3, 2.95, 2.9, 2.85], 'val_loss', 2, 0.2)).toBe(3);
    expect(firstStop([3, 2.95, 2.7, 2.4], 'val_loss', 2, 0.2)).toBe(0);
  });

  it('does not count epochs that were not validated; NaN is no better', () => {
    expect(firstStop([3, null, null, null, 2, null, 2, null, 2])).toBe(9);
    expect(firstStop([Number.NaN, Number.NaN])).toBe(2);
    expect(firstStop([1, Number.NaN, 0.5, Number.NaN])).toBe(0);
  });

  it('says when and why', () => {
    const [, , [message] = []] = answersTo(earlyStopping({ metric: 'val_loss', patience: 2, minimumChange: 0 }), 'val_loss', [0.123456, 0.2, 0.3]);
    expect(message).toBe('Stopped early after epoch 3: val_loss was 0.1235 in epoch 1 and has not got better since.');
  });

  const still = (epochs: number) => toySpec({ training: { epochs, optimizer: { kind: 'sgd', learningRate: 0 }, earlyStopping: { patience: 2 }, save: { everyEpochs: 10 } } });

  it('finishes a run, whose last epoch is saved, and which is done if resumed and has all its patience again if trained further', async () => {
    const events = await noLeaks(() => trainToy({ spec: still(9) }));
    const message = expect.stringContaining('Stopped early after epoch 3: val_accuracy was') as string;
    expect(events.at(-1)).toMatchObject({ kind: 'run-ended', status: 'finished', epoch: 3, message });
    expect(ofKind(events, 'checkpoint').map(({ epoch }) => epoch)).toEqual([1, 3]);
    const again = await trainToy({ spec: still(9), resume: lastCheckpoint(events) });
    expect(again.map(({ kind }) => kind)).toEqual(['run-started', 'run-ended']);
    expect(again.at(-1)).toMatchObject({ status: 'finished', epoch: 3, message });
    const further = await trainToy({ spec: still(12), resume: lastCheckpoint(events) });
    expect(ofKind(further, 'epoch-ended').map(({ epoch }) => epoch)).toEqual([4, 5]);
  });

  it('refuses a value that nothing measures', async () => {
    const spec = toySpec({ training: { earlyStopping: { patience: 1, metric: 'val_auroc' } } });
    await expect(trainToy({ spec })).rejects.toThrow('training.earlyStopping.metric: expected one of train_loss, train_accuracy, val_loss, val_accuracy, but found val_auroc');
  });
});

describe('a plateau', () => {
  const spec = { kind: 'plateau', factor: 0.5, patience: 1, metric: null, threshold: 0, thresholdOf: 'value', cooldown: 0, end: 0.1 } as const;

  it('lowers the learning rate, but not of epochs that were not validated', () => {
    expect(answersTo(plateau(spec, 'val_loss'), 'val_loss', [3, null, 3, 3, 3, 3, 1])).toEqual([['rate 1'], [], ['rate 1'], ['rate 0.5'], ['rate 0.5'], ['rate 0.25'], ['rate 0.25']]);
  });

  it('multiplies what a run learns with', async () => {
    const schedule = { kind: 'plateau', patience: 0, factor: 0.5, metric: 'train_loss', threshold: 100, thresholdOf: 'difference' } as const;
    const events = await trainToy({ spec: toySpec({ training: { epochs: 4, optimizer: { kind: 'sgd', learningRate: 0.1 }, schedule } }) });
    expect(ofKind(events, 'epoch-started').map(({ learningRate }) => learningRate)).toEqual([0.1, 0.1, 0.05, 0.025]);
  });
});

describe('callbacks that answer to a batch', () => {
  async function trained(callback: Callback, resume: Checkpoint | null = null): Promise<TrainEvent[]> {
    const args = toyArguments({ resume });
    const network = createNetwork(args.spec.model, args.inputShape, 2, 1);
    const optimizer = createOptimizer(args.spec.training, network.parameters);
    const events: TrainEvent[] = [];
    for await (const event of train({ ...args, network, optimizer, callbacks: [callback] })) events.push(structuredClone(event));
    optimizer.dispose();
    network.dispose();
    return events;
  }

  it('stop the run after the update, with a checkpoint from which nothing is left to do', async () => {
    const stopAt = (step: number): Callback => ({ name: 'stopper', afterBatch: (seen) => (seen.side === 'train' && seen.step === step ? [{ kind: 'stop', message: 'Enough.' }] : []) });
    const events = await noLeaks(() => trained(stopAt(3)));
    expect(ofKind(events, 'batch')).toHaveLength(4);
    expect(ofKind(events, 'checkpoint').map(({ step, reason }) => [step, reason])).toEqual([[4, 'stop']]);
    expect(events.at(-1)).toEqual({ kind: 'run-ended', epoch: 1, step: 4, status: 'finished', message: 'Enough.' });
    expect((await trained(stopAt(3), lastCheckpoint(events))).at(-1)).toMatchObject({ status: 'finished', message: 'Enough.' });
  });

  it('set the learning rate from the next batch on', async () => {
    const halve: Callback = { name: 'halver', afterBatch: (seen) => (seen.side === 'train' && seen.step === 1 ? [{ kind: 'rate', factor: 0.5 }] : []) };
    expect(ofKind(await trained(halve), 'batch').slice(0, 4).map(({ learningRate }) => learningRate)).toEqual([0.02, 0.02, 0.01, 0.01]);
  });
});

describe('validation', () => {
  it('comes every so many epochs and after the last, and what it chooses goes by it', async () => {
    const events = await trainToy({ spec: toySpec({ validation: { everyEpochs: 2 }, training: { epochs: 5 } }) });
    const validated = ofKind(events, 'epoch-ended').filter(({ values }) => 'val_loss' in values).map(({ epoch }) => epoch);
    expect(validated).toEqual([2, 4, 5]);
    expect(ofKind(events, 'checkpoint').filter(({ best }) => best).every(({ epoch }) => validated.includes(epoch))).toBe(true);
  });
});

describe('the losses of an epoch', () => {
  const reduced = (mode: 'mean' | 'sum' | 'first' | 'last') => {
    const before = new WeightedMeans({}, mode);
    before.add({ loss: 3 }, 4);
    before.add({ loss: 1 }, 4);
    const after = new WeightedMeans(before.sums(), mode);
    after.add({ loss: 0.5 }, 2);
    return [after.means()['loss'], after.weight('loss')];
  };

  it('are their mean by samples, their sum, the first or the last, in a resumed epoch too', () => {
    expect(reduced('mean')).toEqual([1.7, 10]);
    expect(reduced('sum')).toEqual([4.5, 10]);
    expect(reduced('first')).toEqual([3, 10]);
    expect(reduced('last')).toEqual([0.5, 10]);
  });

  it('are so of a run', async () => {
    const events = await trainToy({ spec: toySpec({ training: { reduce: 'first' } }) });
    expect(ofKind(events, 'epoch-ended').map(({ values }) => values['train_loss'])).toEqual([0, 6].map((step) => ofKind(events, 'batch')[step]?.values['train_loss']));
  });
});
