import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { parseYaml } from '../../../src-shared/schema/experiment-yaml.ts';
import type { ParsedYaml } from '../../../src-shared/schema/experiment-yaml.ts';
import { experimentSchema } from '../../../src-shared/schema/experiment.ts';
import type { ExperimentSpec } from '../../../src-shared/schema/experiment.ts';
import { check, inWords } from '../../../src-shared/schema/parse.ts';
import type { Problem } from '../../../src-shared/schema/parse.ts';
import { applyFlags } from '../../../src-shared/schema/experiment-flags.ts';
import { withCodePaths } from '../../../src-shared/lib/code-entries.ts';
import type { GivenFlags } from '../../../src-shared/schema/experiment-flags.ts';

export interface ReadExperiment {
  /** Well formed, with absolute paths; `auto` is still to be decided, and which run a `startFrom` means that is no path. */
  readonly spec: ExperimentSpec;
  /** What is wrong with it, with the line or the flag that says so. */
  problem(problems: readonly Problem[]): BadInput;
}

const NOTHING: ParsedYaml = { value: {}, problems: [], lineOf: () => null };

/**
 * An experiment from a file, from flags, or from a file of which flags change
 * a part. Paths in the file are relative to it, those of flags to where we are.
 *
 * @throws BadInput that names every problem with its line.
 */
export async function readExperiment(file: string | undefined, given: GivenFlags, cwd: string = process.cwd()): Promise<ReadExperiment> {
  if (file === undefined && given.size === 0) {
    throw new BadInput('expected an experiment file, or flags such as --dataset.folder ./images, but found neither');
  }
  const yaml = file === undefined ? NOTHING : parseYaml(await readText(resolve(cwd, file)));
  const problem = (problems: readonly Problem[]) => new BadInput(problems.map((each) => inPlace(each, file, yaml, given)).join('\n'));
  if (yaml.problems.length > 0) throw new BadInput(yaml.problems.map(({ message, line }) => `${file}:${line ?? 1}: ${message}`).join('\n'));
  const base = file === undefined ? cwd : dirname(resolve(cwd, file));
  const input = applyFlags(withCodePaths(withPaths(yaml.value, base), (path) => fullPath(path, base)), new Map([...given].map(([path, given]) => [path, PATHS.has(path) ? inFull(given, cwd) : path === 'startFrom' ? startInFull(given, cwd) : given])));
  // Those of lists and kinds that flags gave are relative to where we are.
  const checked = check(experimentSchema, withCodePaths(input, (path) => fullPath(path, cwd)));
  if (!checked.ok) throw problem(checked.problems);
  return { spec: checked.value, problem };
}

/** Fields that hold a folder. */
const PATHS: ReadonlySet<string> = new Set(['output', 'dataset.folder', 'dataset.cacheFolder', 'split.file']);

function withPaths(value: unknown, base: string): unknown {
  if (!isGroup(value)) return value;
  const { dataset, split } = value;
  return {
    ...value,
    ...pathIn(value, 'output', base),
    ...(value['startFrom'] !== undefined && { startFrom: startInFull(value['startFrom'], base) }),
    ...(isGroup(dataset) && { dataset: { ...dataset, ...pathIn(dataset, 'folder', base), ...pathIn(dataset, 'cacheFolder', base) } }),
    ...(isGroup(split) && { split: { ...split, ...pathIn(split, 'file', base) } }),
  };
}

function pathIn(group: Readonly<Record<string, unknown>>, key: string, base: string): Readonly<Record<string, unknown>> {
  return group[key] === undefined ? {} : { [key]: inFull(group[key], base) };
}

/** A path, or each of a list; what is neither is left to the schema. */
function inFull<Value>(value: Value, base: string): Value {
  if (Array.isArray(value)) return value.map((each: unknown) => inFull(each, base)) as Value;
  return (typeof value === 'string' ? fullPath(value, base) : value) as Value;
}

/** What is there, or looks like a path, is one; else it is a word that means a run. */
function startInFull<Value>(value: Value, base: string): Value {
  if (typeof value !== 'string') return value;
  const path = fullPath(value, base);
  return (/[/\\]|\.(json|safetensors)$/.test(value) || existsSync(path) ? path : value) as Value;
}

/** A tilde is the home folder, also where no shell has seen it. */
function fullPath(path: string, base: string): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  return isAbsolute(path) ? path : resolve(base, path);
}

function inPlace(problem: Problem, file: string | undefined, yaml: ParsedYaml, given: GivenFlags): string {
  const flag = [...given.keys()].find((path) => problem.path === path || problem.path.startsWith(`${path}[`) || problem.path.startsWith(`${path}.`));
  if (flag !== undefined) return `--${inWords(problem)}`;
  const line = file === undefined ? null : yaml.lineOf(problem.path);
  return line === null ? inWords(problem) : `${file}:${line}: ${inWords(problem)}`;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'no file' : code === 'EISDIR' ? 'a folder' : `one that cannot be read (${code})`;
    throw new BadInput(`expected an experiment file at ${path}, but found ${found}`, {
      cause,
      help: code === 'EISDIR' ? 'To train on a folder of images, name it with --dataset.folder.' : 'Check its name.',
    });
  }
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
