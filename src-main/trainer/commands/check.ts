import { existsSync, statfsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { BackendChoice, CheckReport } from '../../../src-shared/domain/run.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { batchesPerEpoch, sizesOf } from '../../../src-shared/lib/epoch-size.ts';
import { taskOf } from '../../../src-shared/lib/task.ts';
import type { OptimizerSpec } from '../../../src-shared/schema/experiment.ts';
import { selectBackend } from '../../compute/select.ts';
import { openCheck } from '../../engine/experiment/check.ts';
import type { Check } from '../../engine/experiment/check.ts';
import { findStart } from '../find-start.ts';
import { readStart } from '../read-start.ts';
import { loadSpecCode } from '../user-code/of-spec.ts';
import type { CheckInput } from '../calls.ts';
import { batchBytes, sizeOf } from '../../engine/loading/form.ts';
import type { SampleForm } from '../../engine/loading/form.ts';
import { windowCount } from '../../engine/models/windows.ts';
import { computeThreads, imageShape, loaderBytes, loaderThreads, openData } from '../experiment-data.ts';
import { withStatistics } from '../statistics.ts';

/** The first steps compile and allocate; of the others a few are timed, for at most so long. */
const WARM_UP_STEPS = 2;
const TIMED_STEPS = 10;
const TIMED_MS = 3000;
/** A forward pass is about a third of a training step: the way back costs two of it. */
const FORWARD_SHARE = 1 / 3;

/** Trains one real batch a few times over, in a process that is thrown away. */
export function check(input: CheckInput): Promise<CheckReport> {
  return withCheck(input, async (tried, backend, sample) => {
    const { firstLoss, stepMs } = await timeSteps(tried);
    const { arrays, parameters, learning, layers, batchSize } = tried;
    return { arrays, parameters, layers, backend, batchSize, firstLoss, stepMs, ...forecastTime(input, stepMs, sample), ...forecastMemory(input, tried, sample), ...forecastDisk(input, parameters, learning) };
  });
}

/**
 * Makes all that a run would be made of, and trains nothing.
 *
 * @throws BadInput where the parts do not fit: layers that the network has not, weights of another one.
 */
export function fit(input: CheckInput): Promise<null> {
  return withCheck(input, () => Promise.resolve(null));
}

async function withCheck<Answer>(input: CheckInput, work: (tried: Check, backend: BackendChoice, sample: SampleForm) => Promise<Answer>): Promise<Answer> {
  const { folder, maskValues, samples, classes } = input;
  const code = await loadSpecCode(input.spec, input.code ?? []);
  const spec = { ...input.spec, prepare: await withStatistics(input.spec.prepare, { folder, maskValues: maskValues ?? null, files: input.spec.dataset.files, samples }) };
  const backend = await selectBackend({ device: spec.device, threads: computeThreads(spec) });
  const data = await openData({ spec, folder, maskValues, sides: { train: samples }, threads: 0, lastEpoch: 1, code });
  try {
    const source = data.source('train');
    if (!source) throw new Error('expected a source for the training side');
    const start = spec.startFrom === null ? null : await readStart(findStart(spec.startFrom));
    const tried = await openCheck({ spec, classes, inputShape: data.inputShape, source, code: code.loaded, start });
    try {
      return await work(tried, backend, data.sample);
    } finally {
      await tried.dispose();
    }
  } finally {
    await data.close();
  }
}

/** The middle time of a few steps: a busy machine makes single ones long. */
async function timeSteps(tried: Check): Promise<{ readonly firstLoss: number; readonly stepMs: number }> {
  const firstLoss = await tried.step();
  for (let step = 1; step < WARM_UP_STEPS; step++) await tried.step();
  const times: number[] = [];
  for (const began = performance.now(); times.length < TIMED_STEPS && performance.now() - began < TIMED_MS; ) {
    const from = performance.now();
    await tried.step();
    times.push(performance.now() - from);
  }
  return { firstLoss, stepMs: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN };
}

/** Training and validation; reading, but for whole cases that windows are taken of, is done by other threads meanwhile. */
function forecastTime({ spec, counts }: CheckInput, stepMs: number, sample: SampleForm): Pick<CheckReport, 'secondsPerEpoch' | 'secondsTotal'> {
  const steps = batchesPerEpoch(spec.loader, sizesOf(counts.train, taskOf(spec)));
  const windows = spec.loader.patch ? windowCount(imageShape(sample).slice(0, -1), spec.loader.patch.size) : 1;
  const validation = ((counts.val.samples * windows) / spec.loader.batchSize) * FORWARD_SHARE;
  const secondsPerEpoch = ((steps + validation) * stepMs) / 1000;
  return { secondsPerEpoch, secondsTotal: secondsPerEpoch * spec.training.epochs };
}

/** The peak of this process, and what a whole run holds beside it: prepared images and waiting batches. */
function forecastMemory({ spec, counts, classes }: CheckInput, { arrays, batchSize }: Check, sample: SampleForm): Pick<CheckReport, 'peakBytes' | 'memoryBytes' | 'fits'> {
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const memoryBytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  const inBatch = arrays.reduce((sum, { shape }) => sum + (4 * sizeOf(shape)) / batchSize, 0);
  const loading = loaderBytes(spec, { whole: batchBytes(sample, 1), inBatch }, counts.train.samples + counts.val.samples, loaderThreads(spec.loader.workers));
  return { peakBytes, memoryBytes, fits: peakBytes + loading + caseBytes(spec, sample, classes.length) < memoryBytes };
}

/** What validation holds of a whole case where a network learns patches: its arrays, and its logits as they are and on the grid of its file. */
function caseBytes({ loader }: ResolvedExperiment, sample: SampleForm, classes: number): number {
  if (loader.patch === null) return 0;
  return batchBytes(sample, 1) + LOGITS_HELD * 4 * classes * sizeOf(imageShape(sample).slice(0, -1));
}

const LOGITS_HELD = 2;

/** What the run keeps of checkpoints, and the one that is written before an older one goes. */
function forecastDisk({ spec, output }: CheckInput, parameters: number, learning: number): Pick<CheckReport, 'diskBytes' | 'diskFreeBytes'> {
  const checkpointBytes = 4 * (parameters + learning * (slotsOf(spec.training.optimizer) + Number(spec.training.weightAverage !== null)));
  const { bavail, bsize } = statfsSync(existing(output));
  return { diskBytes: checkpointBytes * (1 + kept(spec)), diskFreeBytes: bavail * bsize };
}

function kept({ training }: ResolvedExperiment): number {
  const { keep, everyEpochs, keepEvery } = training.save;
  if (keep.includes('all')) return Math.ceil(training.epochs / everyEpochs);
  return new Set([...keep, 'last']).size + (keepEvery === null ? 0 : Math.floor(training.epochs / keepEvery));
}

/** Values that an optimizer keeps for each parameter. */
function slotsOf(optimizer: OptimizerSpec): number {
  switch (optimizer.kind) {
    case 'adam':
    case 'adamw':
      return 2;
    case 'sgd':
      return optimizer.momentum > 0 ? 1 : 0;
    case 'rmsprop':
      return optimizer.momentum > 0 ? 2 : 1;
    default:
      return assertNever(optimizer);
  }
}

/** The folder itself, or the nearest above it that is there. */
function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}
