import { isAbsolute } from 'node:path';
import type { Plan, PlanAnswer } from '../../../src-shared/api/training.ts';
import { BadInput, withHelp } from '../../../src-shared/lib/bad-input.ts';
import { foldersOf } from '../../../src-shared/lib/dataset-folders.ts';
import type { ExperimentSpec } from '../../../src-shared/schema/experiment.ts';
import type { Services } from '../../services/contract.ts';
import type { GivenFlags } from '../../../src-shared/schema/experiment-flags.ts';
import { askForCode } from './ask-for-code.ts';
import { findRun } from './find-run.ts';
import { IndexInterrupted, indexDataset, watchReading } from './index-dataset.ts';
import type { IndexWish } from './index-dataset.ts';
import type { Io } from './io.ts';
import { readExperiment } from './read-experiment.ts';
import type { ReadExperiment } from './read-experiment.ts';

/** An experiment that can be started: its folder indexed, every `auto` decided. */
export interface PreparedExperiment {
  readonly spec: ExperimentSpec;
  readonly plan: Plan;
}

/**
 * Reads an experiment and indexes its folder: one that is new is added to the
 * datasets, of one that is known only what changed is read.
 *
 * @throws BadInput that names every problem with its line or flag.
 */
export async function prepareExperiment(services: Services, file: string | undefined, given: GivenFlags, io: Io, trust = false): Promise<PreparedExperiment> {
  const { spec: written, problem } = await readExperiment(file, given);
  const spec = { ...written, startFrom: await findStart(services, written.startFrom, problem) };
  await indexDataset(services, foldersOf(spec.dataset.folder), wishOf(spec.dataset), io);
  // Whoever names a folder on the command line means it, wherever it lies.
  for (const folder of [spec.output, spec.dataset.cacheFolder, spec.split.file, spec.startFrom]) if (folder !== null) services.folder(folder);
  const answer = await planOnceRead(services, spec, io);
  if (!answer.ok) throw problem(answer.problems);
  await askForCode(services, { spec }, trust, io);
  for (const note of answer.plan.notes) io.note(note);
  return { spec, plan: answer.plan };
}

/** The folder of the run that is meant, by whatever means it in other commands; paths stay. */
async function findStart(services: Services, startFrom: string | null, problem: ReadExperiment['problem']): Promise<string | null> {
  if (startFrom === null || isAbsolute(startFrom)) return startFrom;
  try {
    return (await findRun(services, startFrom)).folder;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw problem([{ path: 'startFrom', message: withHelp(error) }]);
  }
}

/** Another command may have begun to read the folder meanwhile. @throws IndexInterrupted after Ctrl-C. */
async function planOnceRead(services: Services, spec: ExperimentSpec, io: Io): Promise<PlanAnswer> {
  for (;;) {
    const answer = await services.api.training.plan({ spec });
    if (answer.ok || answer.reading === undefined) return answer;
    if (await watchReading(services, answer.reading, io)) throw new IndexInterrupted('stopped before the folder was read; another command goes on with it');
  }
}

/** Null where the experiment leaves all to the dataset. */
function wishOf({ layout, manifest, targets, files, groupPattern }: ExperimentSpec['dataset']): IndexWish | null {
  if (layout === 'auto' && manifest === null && targets === null && files === null && groupPattern === null) return null;
  return { layout, manifest, reading: { ...(targets && { targets }), ...(files && { files }), ...(groupPattern !== null && { groupPattern }) } };
}
