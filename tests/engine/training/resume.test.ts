import { input, layers, model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { Checkpoint, TrainEvent } from '../../../src-shared/domain/train-event.ts';
import type { TransformSpec } from '../../../src-shared/schema/experiment.ts';
import { drawWeights } from '../../../src-main/engine/models/draw-weights.ts';
import { LayersNetwork } from '../../../src-main/engine/models/layers-network.ts';
import { apply } from '../../../src-main/engine/models/layers/apply.ts';
import { sgd } from '../../../src-main/engine/training/optimizers/sgd.ts';
import type { TrainingRequests } from '../../../src-main/engine/training/request.ts';
import { train } from '../../../src-main/engine/training/train.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { NO_REQUESTS, lastCheckpoint, ofKind, stopFrom, toyArguments, toySpec, trainToy } from '../../helpers/toy-experiment.ts';
import type { Toy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

/**
 * What a run tells, however often it was interrupted: without the words of
 * each beginning and end, and without checkpoints made only to stop.
 */
function story(...attempts: readonly (readonly TrainEvent[])[]): TrainEvent[] {
  return attempts
    .flat()
    .filter((event) => event.kind !== 'run-started' && event.kind !== 'run-ended' && !(event.kind === 'checkpoint' && event.checkpoint.state.batchInEpoch > 0))
    .map((event) => (event.kind === 'checkpoint' ? { ...event, reason: 'epoch' } : event));
}

/** The toy experiment with batch normalisation in the network. */
async function trainNormalised(requests: TrainingRequests, resume: Checkpoint | null): Promise<TrainEvent[]> {
  const image = input({ shape: [8, 8, 1], name: 'image' });
  const normalised = apply(layers.batchNormalization({ name: 'norm' }), apply(layers.conv2d({ name: 'conv', filters: 2, kernelSize: 3, kernelInitializer: 'heUniform' }), image));
  const classes = apply(layers.dense({ name: 'classes', units: 2, kernelInitializer: 'heUniform' }), apply(layers.flatten({ name: 'flatten' }), normalised));
  const network = new LayersNetwork(model({ inputs: image, outputs: classes, name: 'toy' }), { seed: 1 });
  drawWeights(network.model, 1);
  const optimizer = sgd(network.parameters, { learningRate: 0.05 });
  const events: TrainEvent[] = [];
  try {
    for await (const event of train({ ...toyArguments({ requests, resume }), network, optimizer, callbacks: [] })) events.push(structuredClone(event));
  } finally {
    optimizer.dispose();
    network.dispose();
  }
  return events;
}

let told: Promise<TrainEvent[]> | null = null;
/** The toy run that nobody stops. */
const uninterrupted = () => (told ??= trainToy());

/** Stops at a look and goes on from the checkpoint that this leaves. */
async function interrupted(look: number, stop: 'epoch' | 'now', toy: Toy = {}) {
  const before = await trainToy({ ...toy, requests: stopFrom(look, stop) });
  const after = await trainToy({ ...toy, resume: lastCheckpoint(before) });
  return { before, after };
}

describe('a run that was stopped at once and resumed', () => {
  // Two epochs of six batches, three batches of validation and a look when an epoch closes.
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))('tells the same and ends with the same bits as one never stopped, look %i', async (look) => {
    const whole = await uninterrupted();
    const { before, after } = await interrupted(look, 'now');
    expect(story(before, after)).toEqual(story(whole));
    expect(lastCheckpoint(after.length > 2 ? after : before)).toEqual(lastCheckpoint(whole));
  });

  it('says that it stopped, and where', async () => {
    const { before, after } = await interrupted(3, 'now');
    expect(before.at(-1)).toEqual({ kind: 'run-ended', epoch: 1, step: 3, status: 'stopped', message: 'Stopped in epoch 1 after step 2, as asked.' });
    expect(ofKind(before, 'checkpoint').at(-1)).toMatchObject({ epoch: 1, step: 3, reason: 'stop', best: false });
    expect(after[0]).toMatchObject({ kind: 'run-started', epoch: 1, step: 3 });
    expect(after.at(-1)).toMatchObject({ status: 'finished' });
  });

  it('forgets a validation that it cut short, and makes all of it again', async () => {
    const { before, after } = await interrupted(8, 'now');
    expect(ofKind(before, 'prediction')).toEqual([]);
    expect(ofKind(before, 'checkpoint').at(-1)?.checkpoint.state).toMatchObject({ epoch: 1, batchInEpoch: 6, step: 6 });
    expect(ofKind(after, 'prediction')).toHaveLength(18);
    expect(ofKind(after, 'epoch-started').map(({ epoch }) => epoch)).toEqual([2]);
  });

  it.each([
    ['momentum', { training: { optimizer: { kind: 'sgd', learningRate: 0.05, momentum: 0.9 }, schedule: { kind: 'cosine' } } }],
    ['weight decay and clipped gradients', { training: { optimizer: { kind: 'adamw', weightDecay: 0.1 }, gradientClipNorm: 0.1 } }],
    ['metrics of whole epochs', { training: { metrics: [{ kind: 'accuracy' }, { kind: 'auroc' }, { kind: 'f1', average: 'per-class' }], select: { metric: 'train_auroc', mode: 'max' } } }],
    ['RMSprop, momentum and clipped values', { training: { optimizer: { kind: 'rmsprop', momentum: 0.5 }, gradientClipValue: 0.05 } }],
    ['averaged weights', { training: { weightAverage: 0.9 } }],
    ['a plateau that lowers the learning rate at once', { training: { epochs: 3, schedule: { kind: 'plateau', patience: 0, factor: 0.5, metric: 'train_loss', threshold: 10, thresholdOf: 'difference' }, warmUp: { epochs: 0.5 } } }],
    ['sums of losses', { training: { reduce: 'sum' } }],
    ['the last of losses', { training: { reduce: 'last' } }],
    ['every transform', { augment: ['mirror', 'rotate', 'contrast'].map((kind) => ({ kind }) as TransformSpec) }],
  ] as const)('goes on exactly with %s', async (_name, input) => {
    const toy: Toy = { spec: toySpec(input as Parameters<typeof toySpec>[0]) };
    const whole = await trainToy(toy);
    const { before, after } = await interrupted(2, 'now', toy);
    expect(story(before, after)).toEqual(story(whole));
    expect(lastCheckpoint(after)).toEqual(lastCheckpoint(whole));
  });

  it('goes on exactly with the moving averages of batch normalisation', async () => {
    const whole = await trainNormalised(NO_REQUESTS, null);
    const before = await trainNormalised(stopFrom(2, 'now'), null);
    const after = await trainNormalised(NO_REQUESTS, lastCheckpoint(before));
    expect(story(before, after)).toEqual(story(whole));
    expect(lastCheckpoint(after)).toEqual(lastCheckpoint(whole));
    const averages = lastCheckpoint(whole).weights.filter(({ name }) => name.startsWith('norm/moving'));
    expect(averages.map(({ array }) => [...array.data].some((value) => value !== 0 && value !== 1))).toEqual([true, true]);
  });

  it('goes on exactly without validation, showing each image once', async () => {
    const toy: Toy = { valSet: null };
    const { before, after } = await interrupted(1, 'now', toy);
    expect(story(before, after)).toEqual(story(await trainToy(toy)));
  });

  it('leaves no tensors', async () => noLeaks(() => interrupted(4, 'now')));
});

describe('a run that was stopped after its epoch', () => {
  it('ends the epoch, keeps a checkpoint of it and goes on from there', async () => {
    const { before, after } = await interrupted(3, 'epoch');
    expect(ofKind(before, 'epoch-ended').map(({ epoch }) => epoch)).toEqual([1]);
    expect(ofKind(before, 'checkpoint').map(({ epoch, reason }) => [epoch, reason])).toEqual([[1, 'stop']]);
    expect(before.at(-1)).toEqual({ kind: 'run-ended', epoch: 1, step: 6, status: 'stopped', message: 'Stopped after epoch 1, as asked.' });
    expect(story(before, after)).toEqual(story(await uninterrupted()));
  });

  it('is finished if that was its last', async () => {
    const events = await trainToy({ requests: stopFrom(12, 'epoch') });
    expect(ofKind(events, 'checkpoint').at(-1)).toMatchObject({ epoch: 2, reason: 'stop' });
    expect(events.at(-1)).toMatchObject({ status: 'finished' });
  });
});

describe('a finished run', () => {
  const once = toySpec({ training: { epochs: 1 } });

  it('can be trained for more epochs, as if they had been asked for at once', async () => {
    const first = await trainToy({ spec: once });
    const more = await trainToy({ spec: toySpec(), resume: lastCheckpoint(first) });
    expect(story(first, more)).toEqual(story(await uninterrupted()));
  });

  it('has nothing left to do if resumed as it is', async () => {
    const again = await trainToy({ spec: once, resume: lastCheckpoint(await trainToy({ spec: once })) });
    expect(again.map(({ kind }) => kind)).toEqual(['run-started', 'run-ended']);
    expect(again.at(-1)).toEqual({ kind: 'run-ended', epoch: 1, step: 6, status: 'finished', message: 'Trained 1 epoch.' });
  });
});
