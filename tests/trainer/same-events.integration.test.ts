import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRun, requestStop } from '../../src-main/trainer/launch.ts';
import { trainThroughKills } from './kills.ts';
import { writePictures } from './pictures.ts';
import { runPlan } from './plans.ts';
import { runEngineAlone } from './run-engine-alone.ts';
import { readLines } from './run-journal.ts';
import { slowDown, startTrainer, trainOn, until } from './start-trainer.ts';
import { toldByRun } from './told.ts';
import type { Told } from './told.ts';

const base = mkdtempSync(join(tmpdir(), 'delira-test-events-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const pictures = join(base, 'pictures');
const samples = writePictures(pictures, 100);
// One to train and one to validate on were indexed and are gone since: warnings are events too.
for (const gone of [11, 16]) rmSync(join(pictures, samples[gone]?.path ?? ''));

// Longer than the tenth of a second to which the journal thins batches: it then holds every one.
slowDown(105, { always: true });

/** Two epochs of eight steps, with every kind of chance. */
function newRun(workers: number): string {
  const plan = runPlan({
    folder: pictures,
    samples,
    spec: {
      loader: { batchSize: 8, workers },
      augment: [{ kind: 'mirror', axes: [0, 1] }, { kind: 'rotate' }, { kind: 'contrast', probability: 0.5 }],
      training: {
        epochs: 2,
        optimizer: { kind: 'adam', learningRate: 0.01 },
        schedule: { kind: 'cosine' },
        save: { everyEpochs: 1, keep: ['all'] },
        logImages: { everyEpochs: 1, count: 3 },
      },
    },
  });
  return createRun(join(base, 'runs'), plan).folder;
}

/** Each attempt says how it began and ended, and a stop leaves a checkpoint: all else must be told once. */
function story(told: readonly Told[]): Told[] {
  return told.filter(({ kind, reason }) => kind !== 'run-started' && kind !== 'run-ended' && reason !== 'stop');
}

const kinds = (told: readonly Told[]) => [...new Set(told.map(({ kind }) => kind))].sort();

describe('the same run', () => {
  let alone: Told[] = [];
  beforeAll(() => {
    alone = runEngineAlone(newRun(0));
  });

  it('tells of everything that an engine can tell', () => {
    expect(kinds(alone)).toEqual(['batch', 'checkpoint', 'confusion', 'epoch-ended', 'epoch-started', 'image', 'logged', 'note', 'prediction', 'run-ended', 'run-started', 'scalar', 'warning']);
    expect(alone.filter(({ kind }) => kind === 'batch')).toHaveLength(16);
  });

  it('tells the same with the other tile of the kernels', () => {
    expect(runEngineAlone(newRun(0), { codePath: '6x8' })).toEqual(alone);
  });

  it.each([0, 1, 3])('tells the same in the trainer process with %i loader threads', async (workers) => {
    const folder = newRun(workers);
    expect(await trainOn(folder)).toEqual({ code: 0, signal: null });
    expect(toldByRun(folder)).toEqual(alone);
  });

  it('tells the same when it was stopped in the midst of an epoch, killed in the midst of a checkpoint, and resumed', async () => {
    const folder = newRun(3);
    const trainer = await startTrainer(folder);
    await until(() => readLines(folder).some((line) => line.kind === 'batch' && line.step >= 2));
    requestStop(folder, 'now');
    expect(await trainer.ended()).toEqual({ code: 0, signal: null });
    expect((await trainThroughKills(folder, ['saving'])).end).toEqual({ code: 0, signal: null });
    expect(story(toldByRun(folder))).toEqual(story(alone));
  });
});
