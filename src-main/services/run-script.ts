import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { runScript as startScript } from '../trainer/launch.ts';
import { findDataFolder, prepareDataFolder } from './data-folder.ts';

/**
 * Runs a script that imports `delira`, in a process of its own that has this
 * one's terminal; the runs that it makes are put where the app finds them.
 * It works in its own folder: paths in it are relative to it, as in an experiment.
 *
 * @returns its exit code.
 */
export async function runScript(file: string, words: readonly string[], data: string | undefined): Promise<number> {
  const path = resolve(file);
  if (!existsSync(path)) throw new BadInput(`expected a script at ${path}, but found no file`);
  const { folder } = prepareDataFolder(findDataFolder(data));
  return (await startScript(path, words, folder)).code ?? 1;
}
