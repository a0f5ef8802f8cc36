import { z } from 'zod';
import type { BackendChoice } from '../domain/run.ts';
import type { Methods } from './method.ts';

/** A folder or a file of the host, named by a handle: what is done with them is done only to those that the host has listed. */
export interface FolderEntry {
  readonly folderId: string;
  readonly name: string;
  readonly path: string;
}

/** Files that are chosen: images, or the weights of a network. */
export const FILE_KINDS = ['images', 'weights'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** What to list: a folder that was listed before, or a path that the user typed; the roots if neither is given. */
export interface FolderPlace {
  readonly folderId?: string | undefined;
  readonly path?: string | undefined;
  /** Lists files of that kind too, and takes the path of one for that of its folder. */
  readonly files?: FileKind | undefined;
}

export interface FolderListing {
  /** Below these can be looked for data, and nowhere else. */
  readonly roots: readonly string[];
  readonly folder: FolderEntry | null;
  readonly parent: FolderEntry | null;
  readonly folders: readonly FolderEntry[];
  /** Files in it of the kind that was asked for, at most 1,000 of them; none unless one was. */
  readonly files: readonly FolderEntry[];
  /** The file whose path was typed; it may not be among `files`. */
  readonly file: FolderEntry | null;
  /** Files in it that look like images, to tell folders of data from others; of the kind that was asked for, if one was. */
  readonly images: number;
  readonly unreadable: number;
}

export interface SystemStatus {
  /** The run that the status line tells of: the one started last. */
  readonly current: { readonly runId: string; readonly name: string; readonly epoch: number; readonly epochs: number; readonly secondsLeft: number | null; readonly backend: string | null } | null;
  readonly liveRuns: number;
  /** Sockets of our processes to other machines, measured; null where the system does not tell. */
  readonly connectionsOut: number | null;
  /** Of runs as their list counts them: a k-fold or repeat is one. */
  readonly counts: { readonly datasets: number; readonly runs: number; readonly drafts: number };
}

export interface Doctor {
  readonly appVersion: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly electron: { readonly found: boolean; readonly text: string };
  readonly backends: readonly { readonly name: string; readonly usable: boolean; readonly chosen: boolean; readonly text: string; readonly choice: BackendChoice | null }[];
  readonly dataFolder: string;
  readonly databaseBytes: number;
  readonly freeBytes: number;
  readonly sqlite: string;
  readonly owner: boolean;
  readonly packages: Readonly<Record<string, string>>;
  /** Things that are not as they should be, each with what helps. */
  readonly problems: readonly string[];
}

export interface CacheSize {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

/** What this host can do beyond the calls; the page hides what is absent. */
export interface HostInfo {
  readonly host: 'electron' | 'server' | 'cli' | 'fake';
  readonly appVersion: string;
  readonly platform: string;
  readonly nativeFolderDialog: boolean;
}

export interface SystemApi {
  host(): Promise<HostInfo>;
  status(): Promise<SystemStatus>;
  doctor(): Promise<Doctor>;
  /** Folders below the allowed roots, however they are named; without a name, the roots. */
  folders(argument: FolderPlace): Promise<FolderListing>;
  /** The native dialog; null if the user cancelled it, an error where the host has none. */
  pickFolder(): Promise<FolderEntry | null>;
  /** As `pickFolder`, for any number of files; none if the user cancelled it. */
  pickFiles(): Promise<readonly FolderEntry[]>;
  /** Prepared images that runs keep on disk. */
  cache(): Promise<CacheSize>;
  /** Removes all of them: what is needed is made again. Gives what they took. */
  wipeCache(): Promise<CacheSize>;
  /** Makes the database anew from the run folders. */
  rebuild(): Promise<{ readonly runs: number }>;
}

export const systemMethods: Methods<SystemApi> = {
  host: null,
  status: null,
  doctor: null,
  folders: z.object({ folderId: z.string().max(8192).optional(), path: z.string().min(1).max(4096).optional(), files: z.enum(FILE_KINDS).optional() }),
  pickFolder: null,
  pickFiles: null,
  cache: null,
  wipeCache: null,
  rebuild: null,
};
