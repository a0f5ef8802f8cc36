import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { dataFolder } from '../store/data-folder.ts';
import type { DataFolder } from '../store/data-folder.ts';
import { makeFolder } from '../threads/make-folder.ts';

export { findDataFolder } from '../threads/find-data-folder.ts';

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
  const help = 'Choose another one with --data or DELIRA_DATA.';
  for (const each of [folder, parts.runs, parts.datasets, parts.drafts, parts.queue]) makeFolder(each, { what: 'a data folder', mode: PRIVATE, help });
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new BadInput(`expected a data folder that can be written to at ${folder}`, { cause, help });
  }
  return parts;
}

/** Whether others than its owner may look into the folder; Windows keeps that elsewhere. */
export function isOpenToOthers(folder: string): boolean {
  return process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0;
}
