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
  /** Folders below which pages may look for data: the user's home unless said. */
  readonly roots?: readonly string[];
  /** The native dialog, where the host has one. */
  readonly pickFolder?: () => Promise<string | null>;
}

/** Opens everything below the hosts: the one place where a process is put together. */
export function composeServices({ host, data, nodePath = process.execPath, roots = [homedir()], pickFolder }: HostSetup): Promise<Services> {
  return openServices({
    dataFolder: findDataFolder(data),
    host: { host, appVersion: packageFile.version, platform: process.platform, nativeFolderDialog: pickFolder !== undefined },
    nodePath,
    roots,
    electron: describeElectron(),
    ...(pickFolder && { pickFolder }),
  });
}
