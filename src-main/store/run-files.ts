import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { RUN_FILES } from '../../src-shared/domain/run-folder.ts';
import { parse } from '../../src-shared/schema/parse.ts';
import { exitFileSchema, parseJson, parseRunFile, processFileSchema, splitFileSchema, userFileSchema } from '../../src-shared/schema/run-file.ts';
import type { ExitFile, ProcessFile, RunFile, SplitFile, UserFile } from '../../src-shared/schema/run-file.ts';

/** A file as it was when it was read; the stamp tells whether it has changed since. */
export interface Stamped<Value> {
  readonly value: Value;
  readonly stamp: string;
}

export async function readRunFile(folder: string): Promise<Stamped<RunFile> | null> {
  const path = join(folder, RUN_FILES.run);
  const stamp = await fileStamp(path);
  const text = await readIfThere(path);
  return text === null || stamp === null ? null : { value: parseRunFile(text, path), stamp };
}

/** The split of a run as its folder tells it, without the places of its samples; null where it is not there. */
export async function readSplitFile(folder: string): Promise<SplitFile | null> {
  const path = join(folder, RUN_FILES.split);
  const text = await readIfThere(path);
  return text === null ? null : parse(splitFileSchema, parseJson(text, path), path);
}

export const NO_USER_FILE: UserFile = { formatVersion: 1, name: null, tags: [], binnedMs: null };

/** What the user said of a run; nothing where there is no such file yet. */
export async function readUserFile(folder: string): Promise<Stamped<UserFile> | null> {
  const path = join(folder, RUN_FILES.user);
  const stamp = await fileStamp(path);
  const value = await readJson(path, userFileSchema);
  return value === null || stamp === null ? null : { value, stamp };
}

/** Who works or worked on a run, and when the file was written. */
export async function readProcessFile(folder: string): Promise<{ readonly value: ProcessFile; readonly modifiedMs: number } | null> {
  const path = join(folder, RUN_FILES.process);
  const found = await statIfThere(path);
  const value = await readJson(path, processFileSchema);
  return value === null || found === null ? null : { value, modifiedMs: found.mtimeMs };
}

export function readExitFile(folder: string): Promise<ExitFile | null> {
  return readJson(join(folder, RUN_FILES.exit), exitFileSchema);
}

/** Changes whenever the file does; null if there is none. Taken before reading, so that a change in between is seen later. */
export async function fileStamp(path: string): Promise<string | null> {
  return stampOf(await statIfThere(path));
}

type FileFacts = Pick<Stats, 'size' | 'mtimeMs' | 'ino'>;

export function stampOf(found: FileFacts | null | undefined): string | null {
  return found ? `${found.size} ${found.mtimeMs} ${found.ino}` : null;
}

export async function statIfThere(path: string): Promise<FileFacts | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Whether a file of a run is there but tells nothing: damaged, of a newer version, or its disk does not give it out. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof BadInput || (error instanceof Error && 'code' in error);
}

async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema> | null> {
  const text = await readIfThere(path);
  return text === null ? null : parse(schema, parseJson(text, path), path);
}
