import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { UserCode } from '../../engine/user-code.ts';
import { NO_CODE } from '../../engine/user-code.ts';
import type { CodeFile } from './code-file.ts';
import { explainFault, knowCode } from './faults.ts';
import { resolveCode } from './hooks.ts';

/**
 * Loads the user's code into this process or thread.
 *
 * @param files the named ones and all that they import.
 * @param entries those whose default exports are asked for.
 * @throws BadInput with file and line if one cannot be loaded, or is not what was agreed to.
 */
export async function loadUserCode(files: readonly CodeFile[], entries: readonly string[], extra: UserCode['extra']): Promise<UserCode> {
  if (entries.length === 0) return NO_CODE;
  for (const file of files) expectUnchanged(file);
  knowCode(files);
  resolveCode(files);
  const exports = new Map<string, unknown>();
  for (const entry of entries) exports.set(entry, await importDefault(entry, files));
  return {
    extra,
    get: (file) => {
      if (exports.has(file)) return exports.get(file);
      throw new Error(`expected the code of ${file} to have been loaded`);
    },
  };
}

async function importDefault(entry: string, files: readonly CodeFile[]): Promise<unknown> {
  const file = files.find(({ from }) => from === entry);
  if (!file) throw new BadInput(`expected the code of ${entry} with the run, but found none`, { help: 'Start a new run.' });
  try {
    const loaded = (await import(/* @vite-ignore */ pathToFileURL(file.at).href)) as { readonly default?: unknown };
    return loaded.default;
  } catch (error) {
    throw explainFault(error, entry);
  }
}

function expectUnchanged({ from, at, sha256 }: CodeFile): void {
  const found = createHash('sha256').update(readText(at)).digest('hex');
  if (found === sha256) return;
  throw new BadInput(`expected ${at} as it was when it was agreed to, but it has changed`, {
    help: from === at ? 'Look at it, and agree to it again.' : "It is a run's own copy of your code, which nothing may change: start a new run.",
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BadInput(`expected code at ${path}, but it cannot be read`, { cause });
  }
}
