import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import type { Services } from '../../../services/contract.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import type { GivenFlags } from '../../../../src-shared/schema/experiment-flags.ts';
import { askForCode } from '../ask-for-code.ts';
import { findRun } from '../find-run.ts';
import { followRun } from '../follow-run.ts';
import type { FollowedRun } from '../follow-run.ts';
import { EXIT } from '../io.ts';
import type { ExitCode, Io } from '../io.ts';
import { prepareExperiment } from '../prepare-experiment.ts';
import { reportWords, runReport } from '../run-report.ts';
import { findStudy } from '../find-study.ts';
import { resumeStudy, trainStudy } from './study.ts';

export interface TrainOptions {
  /** Look at the test side once training has finished. */
  readonly test: boolean;
  /** The user agrees to the experiment's own code. */
  readonly trust?: boolean;
  /** Of a k-fold, the only fold to train. */
  readonly fold?: number;
}

/** Trains a run; of an experiment that is a k-fold, all of its folds unless one is named. */
export async function train(context: Context, file: string | undefined, given: GivenFlags, { test, trust, fold }: TrainOptions): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async (services) => {
    const { spec, plan } = await prepareExperiment(services, file, fold === undefined ? given : new Map([...given, ['split.fold', String(fold)]]), io, trust);
    const { split } = plan.spec;
    if (fold !== undefined && split.kind !== 'k-fold') {
      throw new BadInput(`expected a k-fold to train one fold of, but the split is ${split.kind}`, { help: 'Make it one with --split.kind k-fold, or leave --fold out.' });
    }
    if (split.kind === 'k-fold' && split.fold === null) return trainStudy(services, spec, { kind: 'k-fold' }, io);
    if (test && plan.split.test.samples === 0) {
      throw new BadInput('expected images to test on, but the split has no test side', { help: 'Set some aside with --split.test 0.2, or leave --test out.' });
    }
    const beganMs = Date.now();
    const run = await services.api.training.start({ spec });
    io.note(`training ${run.name} in ${run.folder}`);
    return finish(io, services, await followRun(services, run.id, io, beganMs), test);
  });
}

export async function resume(context: Context, word: string, { test, epochs, trust = false }: TrainOptions & { readonly epochs: number | undefined }): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const study = await findStudy(services, word);
    if (study !== null && epochs === undefined) return resumeStudy(services, study.id, trust, context.io);
    const { id } = await findRun(services, word);
    await askForCode(services, { runId: id }, trust, context.io);
    const beganMs = Date.now();
    await services.api.training.resume({ runId: id, ...(epochs !== undefined && { moreEpochs: epochs }) });
    return finish(context.io, services, await followRun(services, id, context.io, beganMs), test);
  });
}

/** Answers with how a run ended, tested first if that was asked for. */
async function finish(io: Io, services: Services, { run, exitCode, seconds }: FollowedRun, test: boolean): Promise<ExitCode> {
  const { runs, training } = services.api;
  if (test && exitCode === EXIT.done) {
    io.status('testing');
    await training.test({ runId: run.id });
    io.status('');
  }
  const report = runReport(await runs.get({ runId: run.id }), await runs.epochs({ runId: run.id }), seconds);
  io.answer(report, reportWords(report));
  if (exitCode === EXIT.done && run.message !== null) io.note(run.message);
  if (exitCode === EXIT.failed) io.note(run.message ?? `the run ended as ${run.status}`);
  if (exitCode === EXIT.interrupted) io.note(`stopped; delira resume ${run.id} goes on`);
  return exitCode;
}
