import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { JournalLine } from '../../src-shared/domain/journal.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { decodeLine } from '../../src-shared/lib/json-line.ts';
import { parse } from '../../src-shared/schema/parse.ts';
import { parseJson, parseRunFile, splitFileSchema } from '../../src-shared/schema/run-file.ts';
import type { RunFile, SplitFile } from '../../src-shared/schema/run-file.ts';
import { runPaths } from './run-folder.ts';
import { KEY_FILE_VARIABLE, unsealSplit } from './sealed-split.ts';
import { withKnownStatistics } from './statistics.ts';

/** What a run was created with, and what `prepare` has learnt from its training images since. */
export interface RunDefinition {
  readonly run: RunFile;
  readonly split: SplitFile;
}

/**
 * @param images where the images are now; left out, where they were when the run was created.
 * @throws BadInput if the folder holds no run, or if its split is not the one that the run was created with.
 */
export function readRun(folder: string, images: string | null = null): RunDefinition {
  const run = readRunFile(folder, images);
  const path = runPaths(folder).split;
  const text = readText(path);
  // Asked before it is understood: a split that was changed into nonsense has changed all the same.
  if (isSplitOf(run, text)) return { run, split: parseSplit(text, path) };
  throw new BadInput(`expected ${path} as it was when the run was created, but it has changed`, { help: 'Start a new run: this one could mix up its sides.' });
}

/** The same, of a run that is looked into: whether its split is still its own. */
export function readRunAsItIs(folder: string, images: string | null = null): RunDefinition & { readonly isUntouched: boolean } {
  const run = readRunFile(folder, images);
  const path = runPaths(folder).split;
  const text = readText(path);
  return { run, split: parseSplit(text, path), isUntouched: isSplitOf(run, text) };
}

function readRunFile(folder: string, images: string | null): RunFile {
  const paths = runPaths(folder);
  const { spec, ...rest } = parseRunFile(readText(paths.run), paths.run);
  const created: RunFile = { ...rest, spec: { ...spec, prepare: withKnownStatistics(spec.prepare, paths.statistics) } };
  return images === null ? created : { ...created, dataset: { ...created.dataset, folder: images } };
}

function isSplitOf(run: RunFile, text: string): boolean {
  return createHash('sha256').update(text).digest('hex') === run.split.sha256;
}

function parseSplit(text: string, path: string): SplitFile {
  return parse(splitFileSchema, parseJson(text, path), path);
}

/**
 * A run with the places of its samples, which its folder keeps sealed.
 *
 * @throws BadInput as `readRun` does, and where the key is another's.
 */
export function readRunWithPlaces(folder: string, images: string | null = null): RunDefinition {
  const { run, split } = readRun(folder, images);
  return { run, split: withPlaces(folder, split) };
}

/** The split of a run with the places of its samples. */
export function withPlaces(folder: string, split: SplitFile): SplitFile {
  return unsealSplit(split, runPaths(folder).split, process.env[KEY_FILE_VARIABLE] ?? null);
}

/** What earlier attempts said that a later one must know. */
export interface RunHistory {
  /** Epochs in all as the last attempt meant them; null if none trained. */
  readonly epochs: number | null;
  /** The kernel variant that computed; null if no attempt began or its backend has none. */
  readonly codePath: string | null;
  /** Folder names of the checkpoints that the journal tells of. */
  readonly checkpoints: ReadonlySet<string>;
}

/** Reads through the journal once, at a few hundred megabytes a second. */
export async function readHistory(folder: string): Promise<RunHistory> {
  let epochs: number | null = null;
  let codePath: string | null = null;
  const checkpoints = new Set<string>();
  const lines = createInterface({ input: createReadStream(runPaths(folder).journal), crlfDelay: Infinity });
  for await (const text of lines) {
    if (!TELLING.test(text)) continue;
    const line: JournalLine = decodeLine(text);
    if (line.kind === 'run-started') epochs = line.epochs;
    else if (line.kind === 'attempt-started') codePath = line.environment.backend.codePath;
    else if (line.kind === 'checkpoint') checkpoints.add(line.name);
  }
  return { epochs, codePath, checkpoints };
}

/** Only these lines are worth parsing. */
const TELLING = /"kind":"(run-started|attempt-started|checkpoint)"/;

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BadInput(`expected a run's file at ${path}`, { cause });
  }
}
