import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../../../../src-shared/api/training.ts';
import type { CheckReport } from '../../../../src-shared/domain/run.ts';
import { codeEntries } from '../../../../src-shared/lib/code-entries.ts';
import { bytesInWords } from '../../../../src-shared/lib/size-words.ts';
import { taskOf } from '../../../../src-shared/lib/task.ts';
import { spanInWords } from '../../../../src-shared/lib/time-words.ts';
import type { Services } from '../../../services/contract.ts';
import { makeFolder } from '../../../threads/make-folder.ts';
import type { Context } from '../context.ts';
import { withServices } from '../context.ts';
import type { GivenFlags } from '../../../../src-shared/schema/experiment-flags.ts';
import { EXIT } from '../io.ts';
import type { ExitCode } from '../io.ts';
import { rateInWords, valueInWords } from '../number-words.ts';
import { prepareExperiment } from '../prepare-experiment.ts';
import type { PreparedExperiment } from '../prepare-experiment.ts';
import { table } from '../table.ts';

export interface CheckOptions {
  /** A folder to write the pictures to. */
  readonly pictures?: string;
  /** The user agrees to the experiment's own code. */
  readonly trust?: boolean;
}

const TILES = 12;
/** Most batches have been tried by then. */
const SLOW_MS = 20_000;

/**
 * Trains one batch in a process that is thrown away, and tells what the
 * network saw and what a run would take. Fails where it would not fit.
 */
export async function check(context: Context, file: string | undefined, given: GivenFlags, { pictures, trust }: CheckOptions): Promise<ExitCode> {
  const { io } = context;
  return withServices(context, async (services) => {
    const prepared = await prepareExperiment(services, file, given, io, trust);
    const { split, classes } = prepared.plan;
    io.status('trying one batch');
    const slow = setTimeout(() => io.note(slowInWords(codeEntries(prepared.spec))), SLOW_MS);
    const report = await services.api.training.tryBatch({ spec: prepared.spec }).finally(() => clearTimeout(slow));
    io.status('');
    const written = pictures === undefined ? [] : await writePictures(services, prepared, pictures);
    io.answer({ ...report, classes, split, pictures: written }, [inWords(prepared.plan, report), ...written].join('\n'));
    return report.fits ? EXIT.done : EXIT.failed;
  });
}

function slowInWords(code: readonly string[]): string {
  return `still trying one batch${code.length === 0 ? '' : `: if it never ends, look for a loop without an end in ${code.join(', ')}`}`;
}

/** A few training images as the network gets them; a file of the same name is written over. */
async function writePictures({ api }: Services, { spec }: PreparedExperiment, folder: string): Promise<readonly string[]> {
  const { tiles } = await api.training.preview({ spec, draw: 0, tiles: TILES });
  makeFolder(folder);
  const pictures = tiles.map(({ drawn, png }, i) => ({ path: join(folder, `seen-${String(i).padStart(2, '0')}-${drawn === '' ? 'original' : 'augmented'}.png`), png }));
  await Promise.all(pictures.map(({ path, png }) => writeFile(path, png)));
  return pictures.map(({ path }) => path);
}

/** More are in the document that --json prints. */
const SHOWN_LAYERS = 12;

function shownLayers(layers: readonly string[]): string {
  const more = layers.length - SHOWN_LAYERS;
  return `${layers.slice(0, SHOWN_LAYERS).join(', ')}${more > 0 ? ` and ${more} more, which --json lists` : ''}`;
}

/** What helps an experiment that does not fit. */
function lessMemory(spec: Plan['spec']): string {
  if (taskOf(spec) !== 'segmentation') return 'lower the batch size or the cache budget';
  return spec.loader.patch === null ? 'lower the batch size or the cache budget, or set loader.patch to train on patches' : 'lower the batch size, the cache budget or loader.patch.size';
}

function inWords({ spec, classes, split, stepsPerEpoch }: Plan, report: CheckReport): string {
  const { train, val, test } = split;
  const { backend, stepMs, batchSize } = report;
  const arrays = report.arrays.map(({ name, shape, dtype, min, max, mean }) => [name, shape.join(' × '), dtype, valueInWords(min), valueInWords(max), valueInWords(mean)]);
  const forecast = table(null, [
    ['samples', `${train.samples} to train, ${val.samples} to validate, ${test.samples} to test`],
    ['classes', `${classes.length}: ${classes.join(', ')}`],
    ['network', `${report.parameters} parameters, first loss ${valueInWords(report.firstLoss)}`],
    ['layers', shownLayers(report.layers)],
    ['backend', `${backend.name} on ${backend.threads} threads: ${backend.reason}`],
    ['step', `${Math.round(stepMs)} ms, ${stepsPerEpoch} ${stepsPerEpoch === 1 ? 'step' : 'steps'} per epoch, ${rateInWords((batchSize * 1000) / stepMs)}`],
    ['time', `${spanInWords(report.secondsPerEpoch * 1000)} per epoch, ${spanInWords(report.secondsTotal * 1000)} in all`],
    ['memory', `${bytesInWords(report.peakBytes)} of ${bytesInWords(report.memoryBytes)}${report.fits ? '' : `: does not fit; ${lessMemory(spec)}`}`],
    ['disk', `${bytesInWords(report.diskBytes)} of ${bytesInWords(report.diskFreeBytes)} free`],
  ]);
  return `what the network sees\n${table(['array', 'shape', 'type', 'min', 'max', 'mean'], arrays)}\n\n${forecast}`;
}
