import { statSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { isImageName } from './indexed-file.ts';
import { scan } from './scan.ts';

/**
 * The files that are meant by files and folders: a file that is named itself,
 * whatever its name, and of a folder the images in and below it. Each once.
 *
 * @param paths absolute.
 * @throws BadInput if a path leads nowhere, or a folder cannot be read.
 */
export async function findInputs(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) throw new BadInput(`expected a file or folder of images at ${path}, but found nothing`);
    if (!stats.isDirectory()) found.add(path);
    else for await (const entry of scan(path)) if (isImageName(entry.path)) found.add(join(path, entry.path));
  }
  return [...found];
}
