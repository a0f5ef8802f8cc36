import { describe, expect, it } from 'vitest';
import { loaderThreads, openData } from '../../src-main/trainer/experiment-data.ts';
import { createRun } from '../../src-main/trainer/launch.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { classFolders } from './class-folders.ts';
import { resolvedSpec, runPlan } from './plans.ts';
import { readLines } from './run-journal.ts';
import { trainOn } from './start-trainer.ts';

const mednist = realData('mednist') ?? '';

describe('radiological JPEG images', () => {
  it('are trained on by the trainer process', async (context) => {
    needs(context, mednist !== '', NO_REAL_DATA);
    const { classes, samples } = classFolders(mednist, 30);
    const plan = runPlan({ folder: mednist, samples, classes, spec: { training: { epochs: 2 }, loader: { batchSize: 16, workers: 2 } } });
    const { folder } = createRun(temporaryFolder(), plan);
    expect(await trainOn(folder)).toEqual({ code: 0, signal: null });
    const losses = readLines(folder).flatMap((line) => (line.kind === 'epoch-ended' ? [line.values['train_loss'] ?? Number.NaN] : []));
    expect(losses).toHaveLength(2);
    expect(losses[1]).toBeLessThan(losses[0] ?? 0);
    expect(readLines(folder).filter((line) => line.kind === 'warning')).toEqual([]);
  });

  // Behind 64 x 64 pixels the dense layer has 57,600 inputs: more than a thread's scratch memory once held.
  it('are trained on as they are, 64 pixels wide, by a network of the usual size', async (context) => {
    needs(context, mednist !== '', NO_REAL_DATA);
    const { classes, samples } = classFolders(mednist, 5);
    const plan = runPlan({ folder: mednist, samples, classes, spec: { model: { kind: 'cnn' }, augment: [], training: { epochs: 1, optimizer: { kind: 'sgd' }, save: { keep: ['last'] } }, loader: { batchSize: 9, workers: 1 } } });
    const { folder } = createRun(temporaryFolder(), plan);
    expect(await trainOn(folder)).toEqual({ code: 0, signal: null });
    const ended = readLines(folder).find((line) => line.kind === 'epoch-ended');
    expect(ended?.kind === 'epoch-ended' ? Object.values(ended.values).every(Number.isFinite) : null).toBe(true);
    expect(ended?.step).toBe(2);
  });

  it('are given up in the midst of decoding without a crash, again and again', async (context) => {
    needs(context, mednist !== '', NO_REAL_DATA);
    const { samples } = classFolders(mednist, 30);
    for (let round = 0; round < 5; round++) {
      const data = await openData({ spec: resolvedSpec(mednist, { loader: { batchSize: 16 } }), folder: mednist, sides: { train: samples }, threads: 2, lastEpoch: 5 });
      const batches = data.source('train')?.epoch(1)[Symbol.asyncIterator]();
      expect((await batches?.next())?.value).toMatchObject({ size: 16, skipped: [] });
      await data.close();
    }
  });
});

describe('loader threads that are chosen for the user', () => {
  it('are one for every four cores, at least one and at most four', () => {
    expect([1, 2, 4, 8, 16, 64].map((cores) => loaderThreads('auto', cores))).toEqual([1, 1, 1, 2, 4, 4]);
    expect(loaderThreads(0, 16)).toBe(0);
    expect(loaderThreads(12, 2)).toBe(12);
  });
});
