import { setImmediate } from 'node:timers/promises';
import type { TestAnswer } from '../../../src-shared/api/training.ts';
import type { TestedElsewhere } from '../../../src-shared/domain/run.ts';
import type { Checkpoint, TrainEvent } from '../../../src-shared/domain/train-event.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { inputShapeOf } from '../../../src-shared/schema/checkpoint-file.ts';
import { selectBackend } from '../../compute/select.ts';
import { testExperiment } from '../../engine/experiment/test.ts';
import { Attempt } from '../attempt.ts';
import type { TestInput } from '../calls.ts';
import { chooseCheckpoint } from '../choose-checkpoint.ts';
import { describeEnvironment } from '../environment.ts';
import { computeThreads, loaderThreads, openData } from '../experiment-data.ts';
import { fitImages } from '../fit-images.ts';
import { readHistory, readRun } from '../read-run.ts';
import type { RunDefinition } from '../read-run.ts';
import { loadRunCode } from '../user-code/of-spec.ts';
import { stopOnSignals } from '../signals.ts';
import { testedImages } from '../tested-images.ts';
import type { TestedImages } from '../tested-images.ts';

/**
 * Takes a checkpoint over the test side, or over other images, and writes the
 * look into the journal. `exit.json` stays: it tells of the training.
 */
export async function test(input: TestInput): Promise<TestAnswer> {
  const definition = readRun(input.folder, input.imagesFolder ?? null);
  const images = testedImages(input, definition);
  const attempt = await Attempt.take(input.folder, 'test', { keep: ['all'], keepEvery: null, diskLimitMb: null });
  try {
    stopOnSignals(attempt.requests);
    return await look(input, definition, images, attempt);
  } finally {
    await attempt.close();
  }
}

async function look(input: TestInput, { run }: RunDefinition, { folder, maskValues, samples, elsewhere }: TestedImages, attempt: Attempt): Promise<TestAnswer> {
  const chosen = chooseCheckpoint(attempt.checkpoints, input.checkpoint);
  const checkpoint = attempt.checkpoints.read(chosen.name);
  const trained = inputShapeOf(checkpoint.model) ?? [];
  const spec = elsewhere === null || maskValues !== null ? run.spec : { ...run.spec, prepare: fitImages(run.spec.prepare, trained) };
  const place = { epoch: chosen.epoch, step: chosen.step };
  const { codePath } = await readHistory(input.folder);
  const backend = await selectBackend({ device: spec.device, threads: computeThreads(spec), codePath });
  const code = await loadRunCode(input.folder, run);
  const data = await openData({ spec, folder, maskValues, sides: { test: samples }, threads: loaderThreads(spec.loader.workers), lastEpoch: 1, code });
  try {
    expectTrainedShape(data.inputShape, checkpoint, folder);
    await attempt.begin({ ...place, environment: describeEnvironment(backend) });
    if (spec.prepare.length > run.spec.prepare.length) {
      await attempt.write({ kind: 'note', ...place, text: `Images that are not ${trained.join(' × ')} (height × width × channels), as the run was trained on, are brought to that.` });
    }
    const source = data.source('test');
    if (!source) throw new Error('expected a source for the test side');
    const report = await testExperiment({
      spec,
      classes: run.classes,
      inputShape: data.inputShape,
      side: 'test',
      source,
      checkpoint,
      code: code.loaded,
      ...place,
      stopped: () => attempt.requests.stop() !== null,
      breathe: async () => setImmediate(),
    });
    if (!report) throw new Error('expected to see every image to test on, but was asked to stop; nothing of it is kept');
    for (const event of report.events) if (isKept(event, elsewhere)) await attempt.record(event);
    await attempt.write({ kind: 'test-looked', ...place, checkpoint: chosen.name, values: report.values, scored: report.scored, ...(elsewhere && { elsewhere }) });
    return { checkpoint: chosen.name, epoch: chosen.epoch, values: report.values, scored: report.scored, elsewhere };
  } finally {
    await data.close();
  }
}

/**
 * Predictions, images and the confusion matrix of the `test` side are of the
 * run's own test side: those of other images would stand in their place. What
 * could not be read is told of any.
 */
function isKept(event: TrainEvent, elsewhere: TestedElsewhere | null): boolean {
  return elsewhere === null || event.kind === 'warning' || event.kind === 'note';
}

/** Of two or four channels, or of an order of steps that gives another size, images from elsewhere may still not fit. */
function expectTrainedShape(found: readonly number[], { model }: Checkpoint, folder: string): void {
  const trained = inputShapeOf(model) ?? found;
  if (trained.join() === found.join()) return;
  throw new BadInput(`expected images that are ${trained.join(' × ')} (height × width × channels) once prepared, as the run was trained on, but found ${found.join(' × ')} in ${folder}`, {
    help: 'Train a run whose prepare settles the channels of images: it can be tested on any.',
  });
}
