import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';

export interface FolderWish {
  /** What it is to be, in the words of a complaint. */
  readonly what?: string;
  /** Of this folder and of those above it that are made. */
  readonly mode?: number;
  /** What the user can do where it cannot be made. */
  readonly help?: string;
}

/**
 * Makes a folder at a place that the user named, and those above it that are missing.
 *
 * One level at a time: Node's recursive `mkdirSync` never returns where the
 * system says ENOENT below a folder that is there, as it does below `/proc`.
 *
 * @returns whether it was not there before.
 * @throws BadInput that names the place that refused.
 */
export function makeFolder(folder: string, wish: FolderWish = {}): boolean {
  const { what = 'a folder', mode, help = 'Choose another folder.' } = wish;
  const refused = (reason: string, cause?: unknown) => new BadInput(`expected ${what} that can be written to at ${folder}, but ${reason}`, { help, cause });
  const missing = missingFolders(folder);
  const there = missing[0] === undefined ? folder : dirname(missing[0]);
  if (!statSync(there).isDirectory()) throw refused(`${there} is a file`);
  for (const each of missing) {
    try {
      mkdirSync(each, { mode });
    } catch (cause) {
      // Another process may have been faster.
      if (!existsSync(each)) throw refused(`${dirname(each)} ${reasonOf(cause)}`, cause);
    }
  }
  return missing.length > 0;
}

/** From the outermost to the folder itself. */
function missingFolders(folder: string): readonly string[] {
  const missing: string[] = [];
  for (let path = folder; !existsSync(path) && dirname(path) !== path; path = dirname(path)) missing.unshift(path);
  return missing;
}

function reasonOf(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'may not be written to';
  if (code === 'EROFS') return 'lies on a disk that is read-only';
  if (code === 'ENOSPC') return 'lies on a disk that is full';
  return code === 'ENOENT' ? 'takes no folders' : `takes no folders (${code})`;
}
