import { readFileSync, statSync } from 'node:fs';
import { SIDES } from '../../../src-shared/domain/sample.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { SideLists } from '../../../src-shared/lib/split-names.ts';
import type { SplitSpec } from '../../../src-shared/schema/experiment.ts';
import { check, inWords } from '../../../src-shared/schema/parse.ts';
import { splitsFileSchema } from '../../../src-shared/schema/splits-file.ts';

/** Whether a split follows a file: the sides that it names, or the folds of a k-fold. */
export function followsFile({ kind, file }: Pick<SplitSpec, 'kind' | 'file'>): boolean {
  return kind === 'file' || (kind === 'k-fold' && file !== null);
}

/** A larger file is no list of cases. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The sides that a file names: nnU-Net's `splits_final.json`, a list with
 * `train` and `val` for each fold, or one such group alone.
 *
 * @param number of the fold, from 1.
 * @throws BadInput if it is no such file, or has no such fold.
 */
export function readSplitFile(path: string, number: number): SideLists {
  const folds = readFolds(path);
  const found = folds[number - 1];
  if (!found) throw new BadInput(`expected a fold from 1 to ${folds.length}, as ${path} has them, but found ${number}`, { help: 'Change split.fold.' });
  const twice = firstTwice(SIDES.flatMap((side) => [...new Set(found[side])]));
  if (twice !== undefined) throw new BadInput(`expected each case on one side, but ${path} names ${twice} on two`);
  return found;
}

/**
 * A fold of a k-fold as nnU-Net's file names them: what it calls `val` is what
 * the fold is tested on, and the validation side is still to be drawn from
 * `train`. Samples that it names nowhere, or for a test of all folds, are left out.
 *
 * @throws BadInput if the file has another number of folds, or tests a case twice.
 */
export function readFoldFile(path: string, { fold, folds }: { readonly fold: number; readonly folds: number }): SideLists {
  const all = readFolds(path);
  if (all.length !== folds) throw new BadInput(`expected split.folds to be ${all.length}, as many as ${path} names, but found ${folds}`, { help: 'Change split.folds.' });
  const twice = firstTwice(all.flatMap(({ val }) => [...new Set(val)]));
  if (twice !== undefined) throw new BadInput(`expected each case to be tested on in one fold, but ${path} names ${twice} as val of two`);
  const { train, val } = readSplitFile(path, fold);
  return { train, val: [], test: val };
}

function readFolds(path: string): readonly SideLists[] {
  const checked = check(splitsFileSchema, parsed(readText(path), path));
  if (!checked.ok) throw new BadInput(`expected the names of cases by side in ${path}, as [{"train": ["case_1"], "val": ["case_2"]}], but found ${checked.problems.map(inWords).join('; ')}`);
  return Array.isArray(checked.value) ? checked.value : [checked.value];
}

function firstTwice(all: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return all.find((name) => seen.size === seen.add(name).size);
}

function readText(path: string): string {
  try {
    if (statSync(path).size > MOST_BYTES) throw new BadInput(`expected the names of cases in ${path}, but found a file of more than 256 MB`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof BadInput) throw cause;
    throw new BadInput(`expected a file of sides at ${path}, but it cannot be read`, { cause, help: 'Check split.file.' });
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadInput(`expected JSON in ${path}`, { cause });
  }
}
