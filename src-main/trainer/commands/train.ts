import { setImmediate } from 'node:timers/promises';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { RunEnvironment } from '../../../src-shared/domain/run.ts';
import type { RunEnded } from '../../../src-shared/domain/train-event.ts';
import { BadInput, flattenError, withHelp } from '../../../src-shared/lib/bad-input.ts';
import { selectBackend } from '../../compute/select.ts';
import { trainExperiment } from '../../engine/experiment/train.ts';
import { targetScale } from '../../engine/models/output-layer.ts';
import { Attempt } from '../attempt.ts';
import type { FoundCheckpoint } from '../checkpoint-folder.ts';
import { DiskFull } from '../disk-full.ts';
import { describeEnvironment } from '../environment.ts';
import { computeThreads, loaderThreads, openData } from '../experiment-data.ts';
import { TakenOver } from '../journal.ts';
import { prepareLastWords } from '../last-words.ts';
import { readHistory, readRunWithPlaces } from '../read-run.ts';
import { chooseCheckpoint } from '../choose-checkpoint.ts';
import type { RunDefinition, RunHistory } from '../read-run.ts';
import { runPaths } from '../run-folder.ts';
import { readRunStart } from '../read-start.ts';
import { explainFault } from '../user-code/faults.ts';
import { loadRunCode } from '../user-code/of-spec.ts';
import { stopOnSignals } from '../signals.ts';
import { lacksStatistics, withStatistics, writeStatistics } from '../statistics.ts';
import { takeLook } from '../take-look.ts';
import { testedImages } from '../tested-images.ts';

export interface TrainCommand {
  readonly folder: string;
  /** Epochs in all; null for as many as the last attempt meant, or the spec. */
  readonly epochs: number | null;
  /** Where the images are now; null where they were when the run was created. */
  readonly images: string | null;
}

/** Trains a run from its beginning or from its last checkpoint. Gives the exit code. */
export async function train(command: TrainCommand): Promise<number> {
  let attempt: Attempt | null = null;
  let interrupted = () => false;
  try {
    const definition = readRunWithPlaces(command.folder, command.images);
    attempt = await Attempt.take(command.folder, 'train', definition.run.spec.training.save);
    interrupted = stopOnSignals(attempt.requests);
    const { status, message } = await work(command, definition, attempt);
    attempt.exit(status, message);
    return status === 'failed' ? 1 : interrupted() ? 130 : 0;
  } catch (thrown) {
    const error = explainFault(thrown);
    process.stderr.write(`${flattenError(error).stack ?? String(error)}\n`);
    if (attempt && !(error instanceof TakenOver)) await end(attempt, error);
    if (error instanceof DiskFull) return interrupted() ? 130 : 0;
    return error instanceof BadInput ? 2 : 1;
  } finally {
    prepareLastWords(null);
    await attempt?.close();
  }
}

/** Trains, tests where the run is meant to, and says how it ended. */
async function work(command: TrainCommand, definition: RunDefinition, attempt: Attempt): Promise<RunEnded> {
  const trained = await learn(command, definition, attempt);
  const ended = trained.status === 'finished' && definition.run.testAtEnd === true ? await testAtEnd(command, definition, attempt, trained) : trained;
  await attempt.record(ended);
  return ended;
}

/** A run that is stopped meanwhile has not come to its end: whoever resumes it only tests. */
async function testAtEnd({ folder }: TrainCommand, definition: RunDefinition, attempt: Attempt, trained: RunEnded): Promise<RunEnded> {
  const images = testedImages({ folder }, definition);
  const chosen = chooseCheckpoint(attempt.checkpoints, undefined);
  const code = await loadRunCode(folder, definition.run);
  const answer = await takeLook({ run: definition.run, images, chosen, attempt, code });
  return answer === null ? { ...trained, status: 'stopped', message: 'Stopped while it was being tested, after all of its training, as asked.' } : trained;
}

async function learn(command: TrainCommand, { run, split }: RunDefinition, attempt: Attempt): Promise<RunEnded> {
  const history = await readHistory(command.folder);
  const planned = withEpochs(run.spec, command.epochs ?? history.epochs);
  const backend = await selectBackend({ device: planned.device, threads: computeThreads(planned), codePath: history.codePath });
  const found = await begin(attempt, history, planned.training.epochs, describeEnvironment(backend));
  const code = await loadRunCode(command.folder, run);
  const spec = await withLearnt(planned, { run, split }, command.folder);
  const data = await openData({
    spec,
    folder: run.dataset.folder,
    maskValues: run.maskValues ?? null,
    sides: { train: split.train, val: split.val },
    threads: loaderThreads(spec.loader.workers),
    lastEpoch: spec.training.epochs,
    code,
  });
  try {
    const source = data.source('train');
    if (!source) throw new BadInput('expected images to train on, but the split gives none');
    const events = trainExperiment({
      spec,
      classes: run.classes,
      inputShape: data.inputShape,
      scale: run.targets && targetScale(split.train.map(({ targets = [] }) => targets), run.targets.length),
      train: source,
      val: data.source('val'),
      samples: { train: split.train.length, val: split.val.length, test: split.test.length },
      requests: attempt.requests,
      resume: found?.checkpoint ?? null,
      start: found ? null : await readRunStart(command.folder, run),
      code: code.loaded,
      breathe: async () => setImmediate(),
    });
    for await (const event of events) {
      if (event.kind === 'run-ended') return event;
      await attempt.record(event);
    }
    throw new Error('expected training to say how it ended, but it did not');
  } finally {
    await data.close();
  }
}

/** Finds where to go on and says so, with a checkpoint that was written just before a crash and of which the journal could not tell any more. */
async function begin(attempt: Attempt, history: RunHistory, epochs: number, environment: RunEnvironment): Promise<FoundCheckpoint | null> {
  const skipped: string[] = [];
  const found = attempt.checkpoints.newest((warning) => skipped.push(warning));
  const { epoch, step } = found?.checkpoint.state ?? { epoch: 1, step: 0 };
  await attempt.begin({ epoch, step, environment });
  prepareLastWords((error) => attempt.exit('failed', flattenError(error).message));
  await attempt.write(...skipped.map((text) => ({ kind: 'warning', epoch, step, text, path: null }) as const));
  if (attempt.number === 1) return found;
  await attempt.write({ kind: 'resumed', epoch, step, fromStep: step, checkpoint: found?.stored.name ?? null, epochs });
  if (found && !history.checkpoints.has(found.stored.name)) await attempt.write({ kind: 'checkpoint', ...found.stored, removed: [] });
  return found;
}

/** The spec with what `prepare` must learn from the training images, which is kept in the run's folder. */
async function withLearnt(spec: ResolvedExperiment, { run, split }: RunDefinition, folder: string): Promise<ResolvedExperiment> {
  if (!lacksStatistics(spec.prepare)) return spec;
  const prepare = await withStatistics(spec.prepare, { folder: run.dataset.folder, maskValues: run.maskValues ?? null, files: spec.dataset.files, samples: split.train });
  writeStatistics(runPaths(folder).statistics, prepare);
  return { ...spec, prepare };
}

function withEpochs(spec: ResolvedExperiment, epochs: number | null): ResolvedExperiment {
  return epochs === null ? spec : { ...spec, training: { ...spec.training, epochs } };
}

/** Says in the journal and in `exit.json` which error ended the run, as far as they can be written. */
async function end(attempt: Attempt, error: unknown): Promise<void> {
  const status = error instanceof DiskFull ? 'stopped' : 'failed';
  const sentence = withHelp(flattenError(error));
  try {
    await attempt.end(status, sentence);
  } catch (another) {
    process.stderr.write(`journal: ${String(another)}\n`);
  }
  attempt.exit(status, sentence);
}
