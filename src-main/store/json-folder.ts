import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { writeAtomicallyLater } from '../threads/atomic-file.ts';
import { isMissing } from './run-files.ts';

/** The names without `.json` of what lies in a folder of such files. */
export async function listJson(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Writes `<id>.json` into a folder, which is made if it is not there. */
export async function writeJson(folder: string, id: string, value: unknown): Promise<void> {
  const path = join(folder, `${id}.json`);
  try {
    await mkdir(folder, { recursive: true });
    await writeAtomicallyLater(path, `${JSON.stringify(value, null, 2)}\n`);
  } catch (cause) {
    throw new BadInput(`expected to write ${path}, but could not`, { help: 'Check that the data folder can be written to and the disk is not full.', cause });
  }
}
