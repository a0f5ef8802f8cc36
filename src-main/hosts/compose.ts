import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import packageFile from '../../package.json' with { type: 'json' };
import type { HostInfo } from '../../src-shared/api/system.ts';
import type { Services } from '../services/contract.ts';
import { findDataFolder } from '../services/data-folder.ts';
import { openServices } from '../services/open.ts';
import { describeElectron } from './describe-electron.ts';

export interface HostSetup {
  readonly host: HostInfo['host'];
  /** `--data`, where it was given: else `DELIRA_DATA`, else the platform's place. */
  readonly data?: string | undefined;
  /** The Node that trainer and indexer run on: our own, unless Electron's is. */
  readonly nodePath?: string;
  /** Folders below which pages may look for data and put runs, by default `usualRoots`. */
  readonly roots?: readonly string[];
  /** The native dialogs, where the host has them: both or none. */
  readonly pickFolder?: () => Promise<string | null>;
  readonly pickFiles?: () => Promise<readonly string[]>;
}

/** Opens everything below the hosts: the one place where a process is put together. */
export function composeServices({ host, data, nodePath = process.execPath, roots = usualRoots(), pickFolder, pickFiles }: HostSetup): Promise<Services> {
  return openServices({
    dataFolder: findDataFolder(data),
    host: { host, appVersion: packageFile.version, platform: process.platform, nativeFolderDialog: pickFolder !== undefined },
    nodePath,
    roots,
    electron: describeElectron(),
    ...(pickFolder && { pickFolder }),
    ...(pickFiles && { pickFiles }),
  });
}

/** Where data drives and network shares are found on Linux and macOS. */
const DATA_PLACES: readonly string[] = ['/data', '/mnt', '/media', '/Volumes'];

/**
 * The user's home, and where other drives are when there is something in them.
 *
 * That opens no more than the user may read anyway: whoever asks holds the session of a
 * server on 127.0.0.1, folders are only listed, and images are only read. The rest of the
 * system stays closed unless `--root` says otherwise.
 */
export function usualRoots(): readonly string[] {
  return [homedir(), ...DATA_PLACES.filter(holdsSomething)];
}

function holdsSomething(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    // Not there, or not for us: either way nothing to offer.
    return false;
  }
}
