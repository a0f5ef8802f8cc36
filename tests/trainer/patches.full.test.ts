import { expect, it } from 'vitest';
import type { ExperimentInput } from '../../src-shared/schema/experiment.ts';
import { createRun } from '../../src-main/trainer/launch.ts';
import { HIPPOCAMPUS_VALUES, hippocampusSamples } from '../helpers/hippocampus.ts';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { trainThroughKills } from './kills.ts';
import { runPlan } from './plans.ts';
import { effectiveEvents, lastHashes } from './run-journal.ts';
import { slowDown, trainOn } from './start-trainer.ts';

const hippocampus = realData('hippocampus');

/** Volumes of several sizes, of which patches are cut out, some around the foreground. */
const SPEC: Partial<ExperimentInput> = {
  prepare: [{ kind: 'z-score' }],
  loader: { batchSize: 2, workers: 2, batchesPerEpoch: 12, patch: { size: [16, 24, 16], foreground: 0.5 } },
  augment: [{ kind: 'mirror', axes: [0, 1, 2] }],
  model: { kind: 'unet3d', features: [4, 8] },
  training: { epochs: 4, optimizer: { kind: 'adam', learningRate: 0.005 }, logImages: { everyEpochs: 1, count: 2 } },
};

slowDown();

it('a run on patches that is killed at six moments ends with the bits of one that nothing disturbed', async (context) => {
  needs(context, hippocampus !== null, NO_REAL_DATA);
  const folder = hippocampus ?? '';
  const plan = { ...runPlan({ folder, samples: hippocampusSamples(folder, 20), classes: ['background', 'Anterior', 'Posterior'], spec: SPEC }), maskValues: HIPPOCAMPUS_VALUES };
  const output = temporaryFolder();
  const { folder: reference } = createRun(output, plan);
  expect(await trainOn(reference)).toEqual({ code: 0, signal: null });
  const killed = createRun(output, plan).folder;
  const survived = await trainThroughKills(killed, ['saving', 1200, 1500, 'saving', 1900, 1100]);
  expect(survived.end).toEqual({ code: 0, signal: null });
  expect(survived.atWork).toBeGreaterThan(1);
  expect(lastHashes(killed, 'epoch-0004')).toEqual(lastHashes(reference, 'epoch-0004'));
  expect(effectiveEvents(killed)).toEqual(effectiveEvents(reference));
});
