import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JournalLine } from '../../src-shared/domain/journal.ts';
import type { ImageLogged, Prediction, TrainEvent } from '../../src-shared/domain/train-event.ts';
import { decodeLine } from '../../src-shared/lib/json-line.ts';
import { decode } from '../../src-main/files/decode.ts';
import { CheckpointFolder } from '../../src-main/trainer/checkpoint-folder.ts';
import { DiskPause } from '../../src-main/trainer/disk-full.ts';
import { Journal } from '../../src-main/trainer/journal.ts';
import { RunRecorder } from '../../src-main/trainer/record.ts';
import { runPaths } from '../../src-main/trainer/run-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { checkpointReady } from './checkpoints.ts';
import { fillDisk } from './disk-faults.ts';

function startRecorder(): { folder: string; recorder: RunRecorder; lines: () => JournalLine[] } {
  const folder = temporaryFolder();
  const paths = runPaths(folder);
  const journal = Journal.open(paths.journal);
  onTestFinished(() => journal.close());
  const pause = new DiskPause({ folder, ballast: paths.ballast, stopAsked: () => false, tell: () => undefined, retryMs: 1 });
  const recorder = new RunRecorder({ paths, journal, checkpoints: CheckpointFolder.open(paths.checkpoints), keep: { keep: ['best', 'last'], keepEvery: null, diskLimitMb: null }, pause, now: () => 5000 });
  const lines = () => readFileSync(paths.journal, 'utf8').split('\n').slice(0, -1).map(decodeLine);
  return { folder, recorder, lines };
}

const image: ImageLogged = {
  kind: 'image',
  epoch: 2,
  step: 30,
  tag: 'Val/Ähnlich',
  index: 4,
  caption: 'true: a, predicted: b',
  picture: { data: Uint8Array.from([0, 50, 100, 150, 200, 250]), height: 2, width: 3, channels: 1 },
};
const prediction = (key: string): Prediction => ({ kind: 'prediction', epoch: 1, step: 9, side: 'val', key, path: key, truth: 0, predicted: 1, confidence: 0.5, loss: 1 });
const ended: TrainEvent = { kind: 'epoch-ended', epoch: 1, step: 9, values: { val_loss: Number.NaN } };

describe('the recorder of a run', { timeout: 30_000 }, () => {
  it('writes an image as a PNG file before its line, which names the file', async () => {
    const { folder, recorder, lines } = startRecorder();
    await recorder.record(image);
    const { picture, ...rest } = image;
    const [line] = lines();
    expect(line).toEqual({ v: 1, seq: 0, attempt: 1, timeMs: 5000, ...rest, file: expect.stringMatching(/^images\/[a-z0-9~_-]+\/30-4\.png$/) as string });
    const file = join(folder, line?.kind === 'image' ? line.file : expect.unreachable());
    expect(await decode(readFileSync(file))).toEqual({ data: picture.data, shape: [2, 3, 1], dtype: 'uint8', geometry: null });
  });

  it('saves a checkpoint before its line and removes what is not kept after it', async () => {
    const { folder, recorder, lines } = startRecorder();
    await recorder.record(checkpointReady({ epoch: 1, step: 10, best: true }));
    await recorder.record(checkpointReady({ epoch: 2, step: 20 }));
    await recorder.record(checkpointReady({ epoch: 3, step: 30 }));
    expect(lines().map((line) => (line.kind === 'checkpoint' ? [line.name, line.best, line.removed] : null))).toEqual([
      ['epoch-0001', true, []],
      ['epoch-0002', false, []],
      ['epoch-0003', false, ['epoch-0002']],
    ]);
    expect(lines().every((line) => !('checkpoint' in line))).toBe(true);
    expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual(['epoch-0001', 'epoch-0003']);
  });

  it('has every prediction in the journal, in order, when the next event is recorded', async () => {
    const { recorder, lines } = startRecorder();
    const keys = Array.from({ length: 600 }, (_, i) => `sample ${i}`);
    for (const key of keys) await recorder.record(prediction(key));
    await recorder.record(ended);
    expect(lines().flatMap((line) => (line.kind === 'prediction' ? [line.key] : []))).toEqual(keys);
    expect(lines().at(-1)).toMatchObject(ended);
  });

  it('loses nothing when the disk is full for a while, at whatever moment', async () => {
    const events: TrainEvent[] = [image, checkpointReady({ epoch: 2, step: 30 }), prediction('a'), prediction('b'), ended];
    const calm = startRecorder();
    for (const event of events) await calm.recorder.record(event);
    for (let at = 0; at < 36; at += 2) {
      const { folder, recorder, lines } = startRecorder();
      const disk = fillDisk((call) => (call >= at && call < at + 2 ? 'fail' : 'pass'), ['writeSync', 'openSync', 'mkdirSync']);
      for (const event of events) await recorder.record(event);
      disk.empty();
      expect(lines()).toEqual(calm.lines());
      expect(CheckpointFolder.open(join(folder, 'checkpoints')).newest((warning) => expect.unreachable(warning))?.stored.step).toBe(30);
      expect(existsSync(join(folder, 'ballast'))).toBe(true);
    }
  });
});
