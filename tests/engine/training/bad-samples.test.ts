import { describe, expect, it } from 'vitest';
import { memoryDataset } from '../../../src-main/engine/data/memory.ts';
import { testExperiment } from '../../../src-main/engine/experiment/test.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { withUnreadable } from '../../helpers/samples.ts';
import { evaluationSource, lastCheckpoint, ofKind, stopFrom, toyArguments, toySamples, toySpec, trainToy } from '../../helpers/toy-experiment.ts';

usePlainBackend();

const trainSet = withUnreadable(memoryDataset(toySamples(22)), [3, 8, 11]);
const withLimit = (maxBadSamples: number | null) => toySpec({ loader: { batchSize: 4, maxBadSamples } });

describe('samples that cannot be read', () => {
  it('are replaced in training, each with a warning, and counted in every epoch', async () => {
    const events = await noLeaks(() => trainToy({ trainSet, spec: withLimit(3) }));
    expect(ofKind(events, 'warning')).toHaveLength(6);
    const text = (epoch: number) => `3 of 22 training images could not be read in epoch ${epoch}; a warning names each, and another took its place.`;
    expect(ofKind(events, 'note').map((note) => note.text)).toEqual([text(1), text(2)]);
    expect(events.at(-1)).toMatchObject({ kind: 'run-ended', status: 'finished' });
  });

  it('end the run only where more of an epoch are bad than its user allows', async () => {
    const events = await noLeaks(() => trainToy({ trainSet, spec: withLimit(2) }));
    const message = expect.stringMatching(/^expected at most 2 training images of an epoch that cannot be read, as loader.maxBadSamples says, but found 3 in epoch 1, of which the last is image-\d+.png: the file is empty$/) as string;
    expect(events.at(-1)).toMatchObject({ kind: 'run-ended', status: 'failed', message });
    expect(ofKind(events, 'warning')).toHaveLength(3);
  });

  it('are counted over a stop in the midst of an epoch', async () => {
    const whole = await trainToy({ trainSet, spec: withLimit(null) });
    const stopped = await trainToy({ trainSet, spec: withLimit(null), requests: stopFrom(3, 'now') });
    const resumed = await trainToy({ trainSet, spec: withLimit(null), resume: lastCheckpoint(stopped) });
    expect(ofKind(resumed, 'note')).toEqual(ofKind(whole, 'note'));
  });

  it('are not replaced in validation and test: what was scored is said, and the rest is named', async () => {
    const spec = toySpec();
    const valSet = withUnreadable(memoryDataset(toySamples(9, 2)), [2, 4]);
    const events = await trainToy({ spec, valSet });
    const text = 'Scored 7 of 9 validation images; not scored, for they could not be read: image-2.png, image-4.png.';
    expect(ofKind(events, 'note').map((note) => note.text)).toEqual([text, text]);
    expect(ofKind(events, 'prediction').filter(({ epoch }) => epoch === 1)).toHaveLength(7);
    const { inputShape, classes } = toyArguments({ spec });
    const report = await testExperiment({ spec, classes, inputShape, side: 'test', source: evaluationSource(spec, valSet), checkpoint: lastCheckpoint(events), epoch: 2, step: 12 });
    expect(report?.scored).toEqual({ count: 7, of: 9, missing: ['image-2.png', 'image-4.png'] });
  });

  it('fail an evaluation that they are all of', async () => {
    const valSet = withUnreadable(memoryDataset(toySamples(3, 2)), [0, 1, 2]);
    await expect(trainToy({ valSet })).rejects.toThrow('expected 3 images to score, but none of them can be read, such as image-0.png');
  });
});
