import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { dataFolder } from '../store/data-folder.ts';
import type { DataFolder } from '../store/data-folder.ts';

/** What lies in the data folder. */
export interface DataParts extends DataFolder {
  readonly folder: string;
  /** One file per run that waits for its turn. */
  readonly queue: string;
  /** What code of the user's may run: one file per folder of it. */
  readonly consents: string;
  /** One file per prediction that was made. */
  readonly predictions: string;
  /** Prepared images that runs keep on disk; see `trainer/loader-threads/disk-cache.ts`. */
  readonly cache: string;
  /** The demo data set's images. */
  readonly demo: string;
  /** Folders of links: one for each dataset of several folders; see `files/joined-folder.ts`. */
  readonly joined: string;
}

export function dataParts(folder: string): DataParts {
  return { ...dataFolder(folder), folder, queue: join(folder, 'queue'), consents: join(folder, 'consents'), predictions: join(folder, 'predictions'), cache: join(folder, 'cache'), demo: join(folder, 'demo'), joined: join(folder, 'joined') };
}

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The data folder of this user: what `--data` says, else `DELIRA_DATA`, else
 * the place that the platform has for it.
 */
export function findDataFolder(wanted: string | undefined, { platform, home, env }: Surroundings = { platform: process.platform, home: homedir(), env: process.env }): string {
  const named = wanted ?? env['DELIRA_DATA'];
  if (named !== undefined && named !== '') return resolve(named);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Delira');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Delira');
  const shared = env['XDG_DATA_HOME'];
  return join(shared !== undefined && isAbsolute(shared) ? shared : join(home, '.local', 'share'), 'delira');
}

/** For this user alone: the folder tells which images somebody has and what was learnt of them. */
const PRIVATE = 0o700;

/**
 * Makes the data folder and its parts where they are missing.
 *
 * A folder that was there keeps its mode: it may be shared on purpose, which `doctor` tells.
 *
 * @throws BadInput if it cannot be written to.
 */
export function prepareDataFolder(folder: string): DataParts {
  const parts = dataParts(folder);
  try {
    for (const each of [folder, parts.runs, parts.datasets, parts.drafts, parts.queue]) mkdirSync(each, { recursive: true, mode: PRIVATE });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new BadInput(`expected a data folder that can be written to at ${folder}`, { cause, help: 'Choose another one with --data or DELIRA_DATA.' });
  }
  return parts;
}

/** Whether others than its owner may look into the folder; Windows keeps that elsewhere. */
export function isOpenToOthers(folder: string): boolean {
  return process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0;
}
