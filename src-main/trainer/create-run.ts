import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import type { ResolvedExperiment } from '../../src-shared/domain/experiment.ts';
import type { SplitCounts } from '../../src-shared/domain/dataset.ts';
import type { RunStudy } from '../../src-shared/domain/run-study.ts';
import { RUN_FORMAT_VERSION } from '../../src-shared/schema/run-file.ts';
import type { RunFile, SplitFile, SplitSample } from '../../src-shared/schema/run-file.ts';
import { describeFile } from '../threads/atomic-file.ts';
import { findStart } from './find-start.ts';
import { createRunFolder } from './run-folder.ts';
import { newRunId } from './run-id.ts';
import { sealSplit } from './sealed-split.ts';

/** All that a run is made of, decided. */
export interface RunPlan {
  readonly spec: ResolvedExperiment;
  readonly dataset: RunFile['dataset'];
  readonly classes: readonly string[];
  /** The numbers that stand for the classes in masks; null or left out where images have classes. */
  readonly maskValues?: readonly number[] | null | undefined;
  /** What the numbers are called that are learnt; null or left out where samples have classes or masks. */
  readonly targets?: readonly string[] | null | undefined;
  readonly split: Omit<SplitFile, 'formatVersion'>;
  /** Samples that the split has on no side; they count where equal contents are numbered. */
  readonly leftOut?: readonly Pick<SplitSample, 'key' | 'path'>[] | undefined;
  readonly counts: SplitCounts;
  readonly appVersion: string;
  /** What the places of its samples are sealed with, in hex; left out, they are told in `split.json`. */
  readonly secret?: string | undefined;
  /** The draft that it is started from. */
  readonly experimentId?: string | undefined;
  /** The user's code that the spec names, to be copied into the run. */
  readonly code?: readonly CodeText[] | undefined;
  /** The k-fold or repeat that it is a part of. */
  readonly study?: RunStudy | undefined;
  /** Whether it looks at its test side once it has been trained to the end. */
  readonly testAtEnd?: boolean | undefined;
  /** Whether a script trains it that has told nothing of its experiment. */
  readonly untold?: boolean | undefined;
}

/** A file of the user's with what it held when it was agreed to. */
export interface CodeText {
  /** Absolute. */
  readonly from: string;
  readonly sha256: string;
  readonly text: string;
}

export interface CreatedRun {
  readonly folder: string;
  readonly run: RunFile;
}

/** A run of which nothing is on disk yet. */
export interface DecidedRun {
  readonly run: RunFile;
  readonly split: SplitFile;
  /** What its folder begins with: contents, or whose copies they are. */
  readonly files: Parameters<typeof createRunFolder>[2];
}

/** Makes the folder of a run below the output folder, ready for a trainer. */
export function createRun(output: string, plan: RunPlan, nowMs: number = Date.now()): CreatedRun {
  return makeRun(output, decideRun(plan, nowMs));
}

/** From then on whoever looks there finds the run. */
export function makeRun(output: string, { run, files }: DecidedRun): CreatedRun {
  return { folder: createRunFolder(output, run.name, files), run };
}

export function decideRun(plan: RunPlan, nowMs: number = Date.now()): DecidedRun {
  const { train, val, test } = plan.split;
  const splitFile: SplitFile = { formatVersion: RUN_FORMAT_VERSION, ...(plan.secret === undefined ? { train, val, test } : sealSplit({ train, val, test }, plan.secret, plan.leftOut)) };
  const split = JSON.stringify(splitFile);
  const start = plan.spec.startFrom === null ? null : findStart(plan.spec.startFrom);
  const copies = (start?.files ?? []).map((from) => ({ from, path: `start/${basename(from)}`, sha256: describeFile(from).sha256 }));
  const run = {
    formatVersion: RUN_FORMAT_VERSION,
    id: newRunId(nowMs),
    name: plan.spec.name,
    createdMs: nowMs,
    ...(plan.experimentId === undefined ? {} : { experimentId: plan.experimentId }),
    ...(plan.study && { study: plan.study }),
    ...(plan.testAtEnd === true && { testAtEnd: true }),
    ...(plan.untold === true && { untold: true }),
    spec: plan.spec,
    dataset: plan.dataset,
    classes: [...plan.classes],
    ...(plan.maskValues && { maskValues: [...plan.maskValues] }),
    ...(plan.targets && { targets: [...plan.targets] }),
    split: { sha256: createHash('sha256').update(split).digest('hex'), counts: toMutable(plan.counts) },
    appVersion: plan.appVersion,
    ...(start && { start: { from: start.from, kind: start.kind, files: copies.map(({ path, sha256 }) => ({ path, sha256 })) } }),
    ...(plan.code && plan.code.length > 0 && { code: plan.code.map(({ from, sha256 }) => ({ from, path: copyPath(from), sha256 })) }),
  } satisfies RunFile;
  const code = Object.fromEntries((plan.code ?? []).map(({ from, text }) => [copyPath(from), text]));
  const weights = Object.fromEntries(copies.map(({ from, path, sha256 }) => [path, { copyOf: from, sha256 }]));
  return { run, split: splitFile, files: { [RUN_FILES.split]: split, [RUN_FILES.run]: JSON.stringify(run, null, 1), ...code, ...weights } };
}

/** Folders stay, so that files of one name do not meet: `code/home/u/my-net.ts`. */
function copyPath(from: string): string {
  return `code/${from.replace(/^[\\/]+/, '').replace(/:/g, '').split(/[\\/]+/).join('/')}`;
}

/** The schema's type has plain arrays. */
function toMutable(counts: SplitCounts): RunFile['split']['counts'] {
  const side = ({ samples, groups, byClass }: SplitCounts['train']) => ({ samples, groups, byClass: [...byClass] });
  return { train: side(counts.train), val: side(counts.val), test: side(counts.test) };
}
