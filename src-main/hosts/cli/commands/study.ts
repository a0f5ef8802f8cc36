import { existsSync } from 'node:fs';
import type { StudyPlan } from '../../../../src-shared/api/studies.ts';
import type { StudyDetail } from '../../../../src-shared/domain/study.ts';
import type { GivenFlags } from '../../../../src-shared/schema/experiment-flags.ts';
import type { ExperimentSpec } from '../../../../src-shared/schema/experiment.ts';
import type { Services } from '../../../services/contract.ts';
import { askForCode } from '../ask-for-code.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import { followRun } from '../follow-run.ts';
import { EXIT } from '../io.ts';
import type { ExitCode, Io } from '../io.ts';
import { prepareExperiment } from '../prepare-experiment.ts';
import { studyReport, studyWords } from '../study-report.ts';

/** Trains and tests a run for each fold, and sums them up. */
export async function kFold(context: Context, file: string | undefined, given: GivenFlags, trust: boolean): Promise<ExitCode> {
  return withServices(context, async (services) => {
    // The command says it: no file has to.
    const { spec } = await prepareExperiment(services, file, new Map([...given, ['split.kind', 'k-fold'], ['split.fold', 'null']]), context.io, trust);
    return trainStudy(services, spec, { kind: 'k-fold' }, context.io);
  });
}

export interface RepeatOptions {
  readonly seeds: number;
  /** Look at the test side at the end of each run. */
  readonly test: boolean;
  /** The user agrees to the experiment's own code. */
  readonly trust: boolean;
}

/** Trains the same once for each of so many seeds: how much of a difference is noise. */
export async function repeat(context: Context, file: string | undefined, given: GivenFlags, { seeds, test, trust }: RepeatOptions): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const { spec } = await prepareExperiment(services, file, given, context.io, trust);
    return trainStudy(services, spec, { kind: 'seeds', count: seeds, test }, context.io);
  });
}

export async function trainStudy(services: Services, spec: ExperimentSpec, plan: StudyPlan, io: Io): Promise<ExitCode> {
  const beganMs = Date.now();
  const study = await services.api.studies.start({ spec, plan });
  io.note(`${study.kind === 'k-fold' ? 'k-fold' : 'repeat'} ${study.name}, ${study.id}: ${study.members} runs, one after the other`);
  return followStudy(services, study, io, beganMs);
}

/** Lets the runs go on that did not come to their end, and makes those again whose folder was removed. */
export async function resumeStudy(services: Services, studyId: string, trust: boolean, io: Io): Promise<ExitCode> {
  const { runs } = await services.api.studies.get({ studyId });
  for (const { run } of runs) if (run !== null && existsSync(run.folder)) await askForCode(services, { runId: run.id }, trust, io);
  const beganMs = Date.now();
  return followStudy(services, await services.api.studies.resume({ studyId }), io, beganMs);
}

/** Shows the runs of a study that are to be trained until all have ended; Ctrl-C stops all of them. */
async function followStudy(services: Services, { id: studyId, kind, members, runs }: StudyDetail, io: Io, since: number): Promise<ExitCode> {
  const { studies } = services.api;
  const failed: string[] = [];
  let exitCode: ExitCode = EXIT.done;
  for (const { member, seed, run } of runs) {
    if (run === null || run.status === 'finished') continue;
    if (exitCode === EXIT.interrupted) break;
    io.note(`${kind === 'k-fold' ? `fold ${member} of ${members}` : `seed ${seed}, ${member} of ${members}`}: training ${run.name} in ${run.folder}`);
    const followed = await followRun(services, run.id, io, since, async () => {
      await studies.stop({ studyId, when: 'now' });
      io.note('stopping after this step, with a checkpoint, and taking the others out of the queue; Ctrl-C again ends it at once');
    });
    if (followed.exitCode === EXIT.done) continue;
    exitCode = followed.exitCode;
    failed.push(followed.run.message ?? `${run.name} ended as ${followed.run.status}`);
  }
  const report = await studyReport(services, studyId);
  io.answer(report, studyWords(report));
  for (const message of failed) io.note(message);
  if (exitCode !== EXIT.done) io.note(`delira resume ${studyId} goes on with what did not come to its end`);
  return exitCode;
}
