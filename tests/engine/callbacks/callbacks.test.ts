import { describe, expect, it } from 'vitest';
import { keepBest } from '../../../src-main/engine/callbacks/keep-best.ts';
import { logImages } from '../../../src-main/engine/callbacks/log-images.ts';
import { stopOnNan } from '../../../src-main/engine/callbacks/stop-on-nan.ts';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { readLogits } from '../../../src-main/engine/metrics/class-predictions.ts';
import type { BatchSeen } from '../../../src-main/engine/training/callback.ts';
import { LogBook } from '../../../src-main/engine/training/log-book.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { array } from '../../helpers/samples.ts';
import { ofKind, toySamples, toySpec, trainToy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

function seen(more: Partial<BatchSeen> = {}): BatchSeen {
  return {
    side: 'val',
    epoch: 2,
    step: 12,
    samplesBefore: 0,
    log: new LogBook(),
    updated: true,
    values: { val_loss: 0.5 },
    predictions: readLogits(Float32Array.of(0, 0, 0, Math.log(3)), 2, [0, 1]),
    numbers: null,
    maps: null,
    made: null,
    batch: {
      size: 2,
      arrays: { image: array(Float32Array.of(0, 1, 1, 0.2), [2, 1, 2, 1], 'float32'), label: array(Int32Array.of(0, 1), [2], 'int32') },
      samples: [{ key: 'a', path: 'a.png' }, { key: 'b', path: 'b.png' }],
      skipped: [],
      release: () => undefined,
    },
    ...more,
  };
}

describe('keep best', () => {
  const best = (mode: 'min' | 'max', value: number | undefined, before: number | null) =>
    keepBest({ metric: 'val_x', mode })
      .afterEpoch?.({ epoch: 3, values: value === undefined ? {} : { val_x: value }, best: before === null ? null : { epoch: 1, value: before }, memory: {} })
      .map((answer) => (answer.kind === 'best' ? answer.value : answer));

  it('begins at the worst possible value', () => {
    expect(best('max', -5, null)).toEqual([-5]);
    expect(best('min', 1e30, null)).toEqual([1e30]);
  });

  it('wants a strictly better value', () => {
    expect(best('max', 0.8, 0.7)).toEqual([0.8]);
    expect(best('max', 0.7, 0.7)).toEqual([]);
    expect(best('min', 0.6, 0.7)).toEqual([0.6]);
    expect(best('min', 0.7, 0.7)).toEqual([]);
  });

  it('never takes NaN or a value that is missing', () => {
    expect(best('max', Number.NaN, null)).toEqual([]);
    expect(best('min', Number.NaN, 0.7)).toEqual([]);
    expect(best('min', undefined, null)).toEqual([]);
  });

  it('marks the best epoch of a run, by a value that shall be small too', async () => {
    const events = await trainToy({ spec: toySpec({ training: { epochs: 4, select: { metric: 'val_loss', mode: 'min' } } }) });
    const losses = ofKind(events, 'epoch-ended').map(({ values }) => values['val_loss'] ?? 0);
    const marked = ofKind(events, 'checkpoint').map((event) => event.best);
    expect(marked).toEqual(losses.map((loss, i) => losses.slice(0, i).every((earlier) => loss < earlier)));
  });
});

describe('stop on NaN', () => {
  const ask = (more: Partial<BatchSeen>) => stopOnNan().afterBatch?.(seen(more)) ?? [];

  it('lets finite losses and empty batches pass', () => {
    expect(ask({})).toEqual([]);
    expect(ask({ values: {} })).toEqual([]);
  });

  it.each([Number.NaN, Infinity])('ends the run at %f and names the batch', (loss) => {
    const [note, fail] = ask({ side: 'train', values: { train_loss: loss } });
    expect(note).toEqual({ kind: 'log', event: { kind: 'note', epoch: 2, step: 12, text: `The batch whose loss was ${loss}:\na.png\nb.png` } });
    expect(fail).toMatchObject({ kind: 'fail', message: expect.stringContaining(`found ${loss} in epoch 2 at step 12, in the batch with a.png, b.png:`) as string });
  });

  it('names three and counts the rest', () => {
    const samples = Array.from({ length: 64 }, (_, i) => ({ key: `${i}`, path: `${i}.png` }));
    const [, fail] = ask({ values: { val_loss: Number.NaN }, predictions: null, batch: { ...seen().batch, samples } });
    expect(fail).toMatchObject({ message: expect.stringContaining('in the batch with 0.png, 1.png, 2.png and 61 more:') as string });
  });

  it('tells who can look at names that stand for files', () => {
    const samples = [{ key: 'a', path: 'sample-20b47f179fc41f2c' }, { key: 'b', path: 'sample-1c681dfa5cf70000' }];
    const [, fail] = ask({ values: { val_loss: Number.NaN }, predictions: null, batch: { ...seen().batch, samples } });
    expect(fail).toMatchObject({ message: expect.stringMatching(/if it happens again\. To learn which files these are, search .* run delira show <run> --sample <name>$/) as string });
  });

  it('names the image that holds values that are no numbers', () => {
    const { batch } = seen();
    const image = array(Float32Array.of(0, 1, 1, Number.NaN), [2, 1, 2, 1], 'float32');
    const [note, fail] = ask({ values: { val_loss: Number.NaN }, batch: { ...batch, arrays: { ...batch.arrays, image } } });
    expect(note).toMatchObject({ event: { text: 'The batch whose loss was NaN:\na.png\nb.png (not finite)' } });
    expect(fail).toMatchObject({ message: expect.stringContaining('at step 12, from b.png in a batch of 2: look at these values') as string });
  });

  it('names the image whose own loss is not finite, and blames none where all are', () => {
    const [, one] = ask({ values: { val_loss: Infinity }, predictions: readLogits(Float32Array.of(Number.NaN, 0, 0, 0), 2, [0, 1]) });
    expect(one).toMatchObject({ message: expect.stringContaining('from a.png in a batch of 2') as string });
    const [, all] = ask({ values: { val_loss: Number.NaN }, predictions: readLogits(Float32Array.of(Number.NaN, 0, 0, Number.NaN), 2, [0, 1]) });
    expect(all).toMatchObject({ message: expect.stringContaining('in the batch with a.png, b.png: divide the learning rate by ten') as string });
  });

  const poisoned = () => {
    const samples = toySamples(22);
    samples[7]?.arrays['image']?.data.fill(Number.NaN);
    return { trainSet: memoryDataset(samples) };
  };

  it('fails the run at the first batch with a bad image, without saving what that did', async () => {
    const events = await noLeaks(() => trainToy(poisoned()));
    const last = ofKind(events, 'batch').at(-1);
    expect(last?.values['train_loss']).toBeNaN();
    expect(ofKind(events, 'batch').slice(0, -1).every(({ values }) => Number.isFinite(values['train_loss']))).toBe(true);
    expect(ofKind(events, 'note').at(-1)?.text).toContain('image-1-7.png');
    expect(events.at(-1)).toMatchObject({
      kind: 'run-ended',
      status: 'failed',
      message: expect.stringContaining(`expected a finite loss, but found NaN in epoch 1 at step ${last?.step}`) as string,
    });
    expect(ofKind(events, 'checkpoint')).toEqual([]);
  });

  it('lets the run go on if that is wanted', async () => {
    const events = await trainToy({ ...poisoned(), spec: toySpec({ training: { stopOnNan: false } }) });
    expect(events.at(-1)).toMatchObject({ status: 'finished' });
    expect(ofKind(events, 'epoch-ended')[0]?.values['train_loss']).toBeNaN();
  });

  it('fails the run for a bad image of the validation side too', async () => {
    const samples = toySamples(9, 2);
    samples[5]?.arrays['image']?.data.fill(Number.NaN);
    const events = await noLeaks(() => trainToy({ valSet: memoryDataset(samples) }));
    expect(ofKind(events, 'note')[0]?.text).toContain('image-2-5.png');
    expect(events.at(-1)).toMatchObject({ status: 'failed', epoch: 1, step: 6 });
  });
});

describe('log images', () => {
  const log = (more: Partial<BatchSeen> = {}, everyEpochs = 1, count = 8) =>
    (logImages({ everyEpochs, count }, 'val', ['cat', 'dog']).afterBatch?.(seen(more)) ?? []).map((answer) => (answer.kind === 'log' ? answer.event : answer));

  it('shows each image with what it is and what it was taken for', () => {
    expect(log()).toEqual([
      { kind: 'image', epoch: 2, step: 12, tag: 'val', index: 0, caption: 'true: cat, predicted: cat (0.50)', picture: { data: Uint8Array.of(0, 255), height: 1, width: 2, channels: 1 } },
      { kind: 'image', epoch: 2, step: 12, tag: 'val', index: 1, caption: 'true: dog, predicted: dog (0.75)', picture: { data: Uint8Array.of(255, 51), height: 1, width: 2, channels: 1 } },
    ]);
  });

  it('shows the first ones of its side, as many as wanted', () => {
    const indices = (samplesBefore: number) => log({ samplesBefore }, 1, 3).map((event) => 'index' in event && event.index);
    expect([indices(0), indices(2), indices(4)]).toEqual([[0, 1], [2], []]);
    expect(log({ side: 'train' })).toEqual([]);
  });

  it('shows them every so many epochs, or never', () => {
    expect(log({ epoch: 3 }, 2)).toEqual([]);
    expect(log({ epoch: 4 }, 2)).toHaveLength(2);
    expect(log({}, 0)).toEqual([]);
  });

  it('says that a class is not known', () => {
    expect(log({ predictions: readLogits(Float32Array.of(0, 0, 0, 0), 2, [-1, -1]) })[0]).toMatchObject({ caption: 'true: unknown, predicted: cat (0.50)' });
  });
});
