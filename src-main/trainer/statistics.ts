import { existsSync, readFileSync } from 'node:fs';
import type { PrepareStep } from '../../src-shared/schema/experiment.ts';
import type { SampleFiles } from '../../src-shared/schema/reading.ts';
import type { CtStatistics } from '../../src-shared/schema/experiment/prepare.ts';
import { parse } from '../../src-shared/schema/parse.ts';
import { RUN_FORMAT_VERSION, parseJson, refuseNewer, statisticsFileSchema } from '../../src-shared/schema/run-file.ts';
import type { SplitSample, StatisticsFile } from '../../src-shared/schema/run-file.ts';
import { UnreadableSample } from '../engine/data/dataset.ts';
import { ForegroundValues } from '../engine/data/prepare/ct.ts';
import { prepareSample } from '../engine/data/prepare/prepare.ts';
import { openDataset } from '../files/open-dataset.ts';
import { writeAtomically } from '../threads/atomic-file.ts';

/** Values of each channel that are looked at: 40 MB. nnU-Net takes ten times as many. */
const MOST_VALUES = 10_000_000;

/** Where the images lie that statistics are learnt from. */
export interface TrainingImages {
  readonly folder: string;
  readonly maskValues: readonly number[] | null;
  /** How the files of each array are normalised. */
  readonly files: SampleFiles | null;
  readonly samples: readonly SplitSample[];
}

/** Whether steps must see the training images before they can be used. */
export function lacksStatistics(steps: readonly PrepareStep[]): boolean {
  return steps.some((step) => step.kind === 'ct' && step.statistics === 'auto');
}

/**
 * The steps with all that they must learn from the training images. What
 * cannot be read is left out; it is told of when the epochs come upon it.
 */
export async function withStatistics(steps: readonly PrepareStep[], images: TrainingImages): Promise<PrepareStep[]> {
  const settled: PrepareStep[] = [];
  for (const step of steps) settled.push(step.kind === 'ct' && step.statistics === 'auto' ? { ...step, statistics: await learn(settled, images) } : step);
  return settled;
}

/** @param before the steps that are done before. */
async function learn(before: readonly PrepareStep[], { folder, maskValues, files, samples }: TrainingImages): Promise<CtStatistics> {
  const dataset = openDataset(folder, samples, maskValues, null, files);
  const values = new ForegroundValues(samples.length, MOST_VALUES);
  for (let place = 0; place < dataset.length; place++) {
    try {
      values.add(prepareSample(await dataset.read(place), before));
    } catch (error) {
      if (!(error instanceof UnreadableSample)) throw error;
    }
  }
  return values.statistics();
}

/** The steps with what an earlier attempt has learnt; as they are where none has. */
export function withKnownStatistics(steps: readonly PrepareStep[], path: string): PrepareStep[] {
  if (!lacksStatistics(steps) || !existsSync(path)) return [...steps];
  const value = parseJson(readFileSync(path, 'utf8'), path);
  refuseNewer(value, RUN_FORMAT_VERSION, 'statistics', path);
  const { ct } = parse(statisticsFileSchema, value, path);
  return steps.map((step, i) => (step.kind === 'ct' && ct[i] ? { ...step, statistics: ct[i] } : step));
}

/** Keeps what steps have learnt, for resumed runs, tests and predictions. */
export function writeStatistics(path: string, steps: readonly PrepareStep[]): void {
  const ct = steps.flatMap((step, i) => (step.kind === 'ct' && step.statistics !== 'auto' ? [[String(i), step.statistics] as const] : []));
  writeAtomically(path, JSON.stringify({ formatVersion: RUN_FORMAT_VERSION, ct: Object.fromEntries(ct) } satisfies StatisticsFile));
}
