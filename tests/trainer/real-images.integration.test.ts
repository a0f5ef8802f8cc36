import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contentHash } from '../../src-main/files/hash.ts';
import { loaderThreads, openData } from '../../src-main/trainer/experiment-data.ts';
import { createRun, launchTrainer } from '../../src-main/trainer/launch.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { resolvedSpec, runPlan } from './plans.ts';
import { readExit, readLines } from './run-journal.ts';

const mednist = realData('mednist') ?? '';
const classes = mednist === '' ? [] : readdirSync(mednist, { withFileTypes: true }).filter((each) => each.isDirectory()).map((each) => each.name).sort();

/** The first images of each class, the classes in turn. */
function firstImages(perClass: number): SplitSample[] {
  const byClass = classes.map((name) => readdirSync(join(mednist, name)).sort().slice(0, perClass));
  return Array.from({ length: perClass }, (_, i) =>
    classes.map((name, label): SplitSample => {
      const path = `${name}/${byClass[label]?.[i] ?? ''}`;
      return { key: contentHash(readFileSync(join(mednist, path))), path, label, group: null };
    }),
  ).flat();
}

describe('radiological JPEG images', () => {
  it('are trained on by the trainer process', async (context) => {
    needs(context, mednist !== '', NO_REAL_DATA);
    const plan = runPlan({ folder: mednist, samples: firstImages(30), spec: { training: { epochs: 2 }, loader: { batchSize: 16, workers: 2 } } });
    const { folder } = createRun(temporaryFolder(), { ...plan, classes });
    const trainer = await launchTrainer({ folder });
    onTestFinished(() => {
      if (readExit(folder) === null) process.kill(trainer.pid, 'SIGKILL');
    });
    expect(await trainer.ended()).toEqual({ code: 0, signal: null });
    const losses = readLines(folder).flatMap((line) => (line.kind === 'epoch-ended' ? [line.values['train_loss'] ?? Number.NaN] : []));
    expect(losses).toHaveLength(2);
    expect(losses[1]).toBeLessThan(losses[0] ?? 0);
    expect(readLines(folder).filter((line) => line.kind === 'warning')).toEqual([]);
  });

  it('are given up in the midst of decoding without a crash, again and again', async (context) => {
    needs(context, mednist !== '', NO_REAL_DATA);
    const samples = firstImages(30);
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
