import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { createRun } from '../../src-main/trainer/launch.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { needs } from '../helpers/needs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { trainThroughKills } from './kills.ts';
import type { Moment } from './kills.ts';
import { classFolders } from './class-folders.ts';
import { runPlan } from './plans.ts';
import { effectiveEvents, lastHashes, readExit, readLines } from './run-journal.ts';
import { slowDown, trainOn } from './start-trainer.ts';

const mednist = realData('mednist');

/** Six kinds of radiological image, twelve epochs, every kind of chance, and a network whose checkpoints take a while to write. */
const SPEC: Partial<ExperimentInput> = {
  loader: { batchSize: 16, workers: 2 },
  augment: [{ kind: 'mirror' }, { kind: 'rotate', degrees: 10 }, { kind: 'contrast', probability: 0.5 }],
  model: { kind: 'cnn', filters: [8, 16], dense: 64, dropout: 0.3 },
  training: { epochs: 12, optimizer: { kind: 'adam', learningRate: 0.001 } },
};

slowDown();

describe('a run whose trainer is killed at twenty random moments', () => {
  it('keeps every line, resumes to its end, and ends with the bits of a run that nothing disturbed', async (context) => {
    needs(context, mednist !== null, NO_REAL_DATA);
    const { classes, samples } = classFolders(mednist ?? '', 40);
    const plan = runPlan({ folder: mednist ?? '', samples, classes, spec: SPEC });
    const output = temporaryFolder();
    const { folder: reference } = createRun(output, plan);
    expect(await trainOn(reference)).toEqual({ code: 0, signal: null });

    const { folder } = createRun(output, plan);
    const moments = Array.from({ length: 20 }, (_, i): Moment => (i % 3 === 0 ? 'saving' : Math.round(Math.random() * 3000)));
    const survived = await trainThroughKills(folder, moments);
    expect(survived.end, `killed at ${moments.join(', ')}`).toEqual({ code: 0, signal: null });
    expect(survived.halfCheckpoints, `killed at ${moments.join(', ')}`).toBeGreaterThan(0);
    expect(survived.atWork).toBeGreaterThan(3);

    const lines = readLines(folder);
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, i) => i));
    expect(lines.at(-1)).toMatchObject({ kind: 'run-ended', status: 'finished' });
    expect(readExit(folder)).toMatchObject({ status: 'finished', message: 'Trained 12 epochs.' });
    expect(readdirSync(join(folder, 'checkpoints')).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(lastHashes(folder, 'epoch-0012')).toEqual(lastHashes(reference, 'epoch-0012'));
    expect(effectiveEvents(folder)).toEqual(effectiveEvents(reference));
  });
});
