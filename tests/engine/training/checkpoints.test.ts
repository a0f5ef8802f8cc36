import { describe, expect, it } from 'vitest';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { ofKind, toySpec, trainToy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

/** At a learning rate of 0 every epoch after the first is as good as the first, so never strictly better. */
const still = (epochs: number, everyEpochs: number) => toySpec({ training: { epochs, optimizer: { kind: 'sgd', learningRate: 0 }, save: { everyEpochs } } });

describe('checkpoints', () => {
  it('come every so many epochs, at the best and always at the last', async () => {
    const checkpoints = ofKind(await trainToy({ spec: still(5, 3) }), 'checkpoint');
    expect(checkpoints.map(({ epoch, step, best, reason }) => ({ epoch, step, best, reason }))).toEqual([
      { epoch: 1, step: 6, best: true, reason: 'epoch' },
      { epoch: 3, step: 18, best: false, reason: 'epoch' },
      { epoch: 5, step: 30, best: false, reason: 'epoch' },
    ]);
  });

  it('hold weights, optimizer and counters as they were then', async () => {
    const [first, last] = ofKind(await trainToy(), 'checkpoint');
    expect(first?.checkpoint.state).toEqual({ formatVersion: 1, epoch: 2, batchInEpoch: 0, step: 6, best: { epoch: 1, value: 5 / 9 }, memory: {}, rateFactor: 1, ended: null, openEpoch: {} });
    expect(first?.checkpoint.weights.map(({ name, array }) => [name, array.shape])).toEqual([
      ['conv1/kernel', [3, 3, 1, 3]],
      ['conv1/bias', [3]],
      ['dense/kernel', [27, 6]],
      ['dense/bias', [6]],
      ['classes/kernel', [6, 2]],
      ['classes/bias', [2]],
    ]);
    expect(first?.checkpoint.optimizer.map(({ name }) => name)).toEqual(['step', 'first-moment', 'second-moment']);
    expect(last?.checkpoint.weights).not.toEqual(first?.checkpoint.weights);
  });

  it('come once when asked for in the midst of an epoch, and training goes on as if they had not', async () => {
    let looks = 0;
    const asked = await trainToy({ requests: { stop: () => null, takeCheckpoint: () => ++looks === 3 } });
    const extra = ofKind(asked, 'checkpoint').filter(({ reason }) => reason === 'request');
    expect(extra.map(({ epoch, step, best }) => ({ epoch, step, best }))).toEqual([{ epoch: 1, step: 3, best: false }]);
    expect(extra[0]?.checkpoint.state).toMatchObject({ epoch: 1, batchInEpoch: 3, step: 3, best: null });
    expect(extra[0]?.checkpoint.state.openEpoch['train_loss']?.weight).toBe(12);
    expect(asked.filter((event) => event !== extra[0])).toEqual(await trainToy());
  });

  it('come at the end of an epoch that would have had none, if asked for then', async () => {
    let looks = 0;
    const events = await noLeaks(() => trainToy({ spec: still(3, 3), requests: { stop: () => null, takeCheckpoint: () => ++looks === 14 } }));
    expect(ofKind(events, 'checkpoint').map(({ epoch, reason }) => [epoch, reason])).toEqual([[1, 'epoch'], [2, 'request'], [3, 'epoch']]);
  });
});
