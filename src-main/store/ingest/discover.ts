import { appendFile, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { DataFolder } from '../data-folder.ts';
import { sql } from '../database.ts';
import type { Database } from '../database.ts';
import { registerRun } from '../register-run.ts';
import { fileStamp, isMissing, readIfThere, readRunFile, readUserFile } from '../run-files.ts';

/** Notes a run folder that lies outside the data folder, so that a new database finds it too. */
export async function rememberFolder({ runs, elsewhere }: DataFolder, folder: string): Promise<void> {
  if (dirname(folder) === runs) return;
  const known = await listElsewhere(elsewhere);
  // A line that a power cut tore must not take the next one with it.
  if (!known.includes(folder)) await appendFile(elsewhere, `\n${JSON.stringify(folder)}\n`);
}

async function listElsewhere(file: string): Promise<readonly string[]> {
  const text = (await readIfThere(file)) ?? '';
  return text.split('\n').flatMap((line) => {
    const folder = parseFolder(line);
    return folder === null ? [] : [folder];
  });
}

/** A line that was torn by a power cut names no folder. */
function parseFolder(line: string): string | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'string' && isAbsolute(value) ? value : null;
  } catch {
    return null;
  }
}

export interface Discovery {
  /** Keys of the runs that were not in the list. */
  readonly found: readonly number[];
  /** What is wrong with folders that cannot be taken in, in sentences. */
  readonly problems: readonly string[];
  /** Set if some folder has no `run.json`: it may be about to get one. */
  readonly incomplete: boolean;
}

/** Puts the run folders that are not in the list yet into it. */
export async function discoverRuns(db: Database, { runs, elsewhere }: DataFolder, nowMs: number, pause: () => Promise<void>): Promise<Discovery> {
  const known = new Set(sql<{ folder: string }>(db, 'SELECT folder FROM runs').all().map(({ folder }) => folder));
  const folders = [...(await listSubfolders(runs)), ...(await listElsewhere(elsewhere))];
  const found: number[] = [];
  const problems: string[] = [];
  let incomplete = false;
  for (const folder of folders) {
    if (known.has(folder)) continue;
    try {
      const file = await readRunFile(folder);
      if (file === null) incomplete = true;
      else found.push(registerRun(db, folder, file, await readUserFile(folder), nowMs).key);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
    await pause();
  }
  return { found, problems, incomplete };
}

async function listSubfolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Changes whenever a run folder is added to the data folder or noted in its list. */
export async function foldersStamp({ runs, elsewhere }: DataFolder): Promise<string> {
  return `${await fileStamp(runs)} ${await fileStamp(elsewhere)}`;
}
