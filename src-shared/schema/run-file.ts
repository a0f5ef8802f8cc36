import { z } from 'zod';
import type { ResolvedExperiment } from '../domain/experiment.ts';
import { STUDY_KINDS } from '../domain/run-study.ts';
import { BadInput } from '../lib/bad-input.ts';
import { experimentSchema } from './experiment.ts';
import { ctStatistics } from './experiment/prepare.ts';
import { parse } from './parse.ts';

export const RUN_FORMAT_VERSION = 1;

const counts = z.object({ samples: z.int(), groups: z.int(), byClass: z.array(z.int()) });
export const splitCountsSchema = z.object({ train: counts, val: counts, test: counts });

const runFields = z.object({
  formatVersion: z.literal(RUN_FORMAT_VERSION),
  id: z.uuid(),
  name: z.string(),
  createdMs: z.number(),
  /** The draft that it was started from. */
  experimentId: z.string().optional(),
  /** The k-fold or repeat that it is a part of; see `domain/study.ts`. */
  study: z.object({ id: z.uuid(), kind: z.enum(STUDY_KINDS), name: z.string(), member: z.int().min(1), members: z.int().min(1) }).optional(),
  /** Whether the trainer looks at the test side, with the selected checkpoint, once it has trained to the end. */
  testAtEnd: z.boolean().optional(),
  /** A script trains it and has told nothing of its experiment: network and epochs of the spec are mere defaults. */
  untold: z.boolean().optional(),
  spec: experimentSchema.transform((spec) => spec as ResolvedExperiment),
  dataset: z.object({
    id: z.string().nullable(),
    name: z.string(),
    folder: z.string(),
    /** SHA-256 over the sorted content hashes and labels of all samples. */
    fingerprint: z.string(),
  }),
  /** Empty where samples have numbers. */
  classes: z.array(z.string()),
  /** What the numbers are called that are learnt; left out where samples have classes or masks. */
  targets: z.array(z.string()).min(1).optional(),
  /** The numbers that stand for the classes in masks, by class number; left out where images have classes. */
  maskValues: z.array(z.int()).optional(),
  /** The sides by content hash lie in `split.json`, so that this file stays small. */
  split: z.object({ sha256: z.string(), counts: splitCountsSchema }),
  appVersion: z.string(),
  /** The weights that it begins with: what they are of, and their copies below the run's folder; left out where it begins by chance. */
  start: z.object({ from: z.string(), kind: z.enum(['layers-model', 'safetensors']), files: z.array(z.object({ path: z.string().regex(/^start\/(?!\.{1,2}$)[^/\\]+$/), sha256: z.string() })).min(1) }).optional(),
  /** The user's code that it runs: where each file was written, and its copy below the run's folder. */
  code: z.array(z.object({ from: z.string(), path: z.string().regex(/^code\/(?!.*\.\.)/), sha256: z.string() })).optional(),
});

/** `run.json`: what a run is, written once before its trainer starts. */
export const runFileSchema = runFields.refine(({ classes, targets }) => classes.length > 0 || targets !== undefined, { path: ['classes'], message: 'expected at least one, or the names of numbers in targets, but found neither' });
export type RunFile = z.output<typeof runFileSchema>;

const splitSample = z.object({
  key: z.string(),
  path: z.string(),
  /** What stands for the path in all that a run says; left out where its path may be told. */
  alias: z.string().optional(),
  label: z.int().min(0),
  group: z.string().nullable(),
  /** The mask, by its path and content hash; left out where images have classes. Then `label` is 0. */
  mask: z.object({ path: z.string(), key: z.string() }).optional(),
  /** Numbers to be learnt, in the order of the run's `targets`; left out where samples have classes or masks. Then `label` is 0. */
  targets: z.array(z.number()).min(1).optional(),
  /** Further files by the arrays that they belong to, in order; left out where there are none. */
  parts: z.array(z.object({ array: z.string(), path: z.string(), key: z.string() })).min(1).optional(),
  /** The slices of a series, whose contents `key` names in this order; left out where a sample is one file. */
  files: z.array(z.string()).min(1).optional(),
});

/** `split.json`: every sample of a run by content hash, and which side it is on. */
export const splitFileSchema = z.object({
  formatVersion: z.literal(RUN_FORMAT_VERSION),
  train: z.array(splitSample),
  val: z.array(splitSample),
  test: z.array(splitSample),
  /** The sides with the places of their files, under a key that stays in the data folder; left out where paths stand above. */
  sealed: z.string().optional(),
});
export type SplitFile = z.output<typeof splitFileSchema>;
export type SplitSample = z.output<typeof splitSample>;

/** `statistics.json`: what steps of `prepare` learnt from the training images, by their place in the list. */
export const statisticsFileSchema = z.object({
  formatVersion: z.literal(RUN_FORMAT_VERSION),
  ct: z.record(z.string(), ctStatistics),
});
export type StatisticsFile = z.output<typeof statisticsFileSchema>;

/** `exit.json`: how the last attempt ended. */
export const exitFileSchema = z.object({
  formatVersion: z.literal(RUN_FORMAT_VERSION),
  attempt: z.int().min(1),
  status: z.enum(['stopped', 'failed', 'finished']),
  message: z.string(),
  epoch: z.int(),
  step: z.int(),
  endedMs: z.number(),
});
export type ExitFile = z.output<typeof exitFileSchema>;

/** `user.json`: what the user said of a run; kept in its folder so that it survives the database. */
export const userFileSchema = z.object({
  formatVersion: z.literal(RUN_FORMAT_VERSION),
  name: z.string().nullable().default(null),
  tags: z.array(z.string()).default([]),
  binnedMs: z.number().nullable().default(null),
});
export type UserFile = z.output<typeof userFileSchema>;

/** `process.json`: who works on a run, enough to tell it from a later process of the same number. */
export const processFileSchema = z.object({
  formatVersion: z.literal(RUN_FORMAT_VERSION),
  attempt: z.int().min(1),
  command: z.enum(['train', 'test']),
  pid: z.int(),
  /** The process's start as the system tells it; compared as text. */
  startedAt: z.string(),
  bootId: z.string(),
  host: z.string(),
});
export type ProcessFile = z.output<typeof processFileSchema>;

/** Reads `run.json`'s text; a file of a newer app is refused with a sentence. */
export function parseRunFile(text: string, path: string): RunFile {
  const value = parseJson(text, path);
  refuseNewer(value, RUN_FORMAT_VERSION, 'a run', path);
  return parse(runFileSchema, value, path);
}

export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadInput(`expected JSON in ${path}`, { cause });
  }
}

export function refuseNewer(value: unknown, known: number, what: string, path: string): void {
  const version = typeof value === 'object' && value !== null && 'formatVersion' in value ? value.formatVersion : undefined;
  if (typeof version !== 'number' || version <= known) return;
  throw new BadInput(`expected ${what} of format ${known} or older at ${path}, but found format ${version}`, {
    help: 'Open it with the newer version of the app that made it.',
  });
}
