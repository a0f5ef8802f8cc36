import { setImmediate } from 'node:timers/promises';
import type { TestAnswer } from '../../src-shared/api/training.ts';
import type { TestedElsewhere } from '../../src-shared/domain/run.ts';
import type { Checkpoint, TrainEvent } from '../../src-shared/domain/train-event.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { inputShapeOf } from '../../src-shared/schema/checkpoint-file.ts';
import { testExperiment } from '../engine/experiment/test.ts';
import type { TestReport } from '../engine/experiment/test.ts';
import type { Attempt } from './attempt.ts';
import type { StoredCheckpoint } from './checkpoint-folder.ts';
import { loaderThreads, openData } from './experiment-data.ts';
import { fitImages } from './fit-images.ts';
import type { RunDefinition } from './read-run.ts';
import type { TestedImages } from './tested-images.ts';
import type { loadRunCode } from './user-code/of-spec.ts';

/** Whether images are read and the checkpoint computed as they are now. */
export interface Look {
  readonly run: RunDefinition['run'];
  readonly images: TestedImages;
  readonly chosen: StoredCheckpoint;
  readonly attempt: Attempt;
  /** The user's own that the run names. */
  readonly code: Awaited<ReturnType<typeof loadRunCode>>;
  /** Called once the images are known to fit, before anything of the look is written. */
  readonly begin?: () => Promise<void>;
}

/**
 * Takes a checkpoint over images and writes what it finds into the journal;
 * null, and nothing of it written, if it was asked to stop before it had seen
 * every image. The backend must have been chosen.
 */
export async function takeLook({ run, images, chosen, attempt, code, begin }: Look): Promise<TestAnswer | null> {
  const { folder, maskValues, samples, elsewhere } = images;
  const checkpoint = attempt.checkpoints.read(chosen.name);
  const trained = inputShapeOf(checkpoint.model) ?? [];
  const spec = elsewhere === null || maskValues !== null ? run.spec : { ...run.spec, prepare: fitImages(run.spec.prepare, trained) };
  const place = { epoch: chosen.epoch, step: chosen.step };
  const data = await openData({ spec, folder, maskValues, sides: { test: samples }, threads: loaderThreads(spec.loader.workers), lastEpoch: 1, code });
  try {
    expectTrainedShape(data.inputShape, checkpoint, folder);
    await begin?.();
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
    if (!report) return null;
    for (const event of report.events) if (isKept(event, elsewhere)) await attempt.record(event);
    const values = { ...report.values, ...rankingValues(report) };
    await attempt.write({ kind: 'test-looked', ...place, checkpoint: chosen.name, values, scored: report.scored, ...(elsewhere && { elsewhere }) });
    return { checkpoint: chosen.name, epoch: chosen.epoch, values, scored: report.scored, elsewhere };
  } finally {
    await data.close();
  }
}

/**
 * `test_auroc` and `test_average-precision`, plain means over the classes:
 * what a classifier is asked for first, unless the run measures it its own way.
 */
function rankingValues({ events, values }: Pick<TestReport, 'events' | 'values'>): Readonly<Record<string, number>> {
  const areas = events.flatMap((event) => (event.kind === 'logged' && event.item.type === 'curve' && event.item.areas ? [event.item.areas] : []));
  const means = areas.map(({ title, mean }) => ({ name: `test_${title === 'AUC' ? 'auroc' : 'average-precision'}`, mean }));
  return Object.fromEntries(means.flatMap(({ name, mean }) => (mean === null || name in values ? [] : [[name, mean]])));
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
