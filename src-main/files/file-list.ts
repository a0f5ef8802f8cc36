import type { FoundFiles } from '../../src-shared/domain/index-event.ts';
import type { FileEntry } from './file-entry.ts';

/** Files side by side in a folder of which no more is known than the scan says, in columns: as an object each, a million take 200 MB. */
export interface FolderFiles {
  /** With a `/` at its end; empty for the scanned folder itself. */
  readonly folder: string;
  /** Parted by `/`, which is in no name: one long string takes a third of what many short ones do. */
  readonly names: string;
  /** In bytes, and milliseconds since 1970: one for each name. */
  readonly sizes: readonly number[];
  readonly times: readonly number[];
}

/** Files in one piece of columns at most: what is taken apart at a time. */
export const MOST_SIDE_BY_SIDE = 1000;

/** Fewer files side by side take no less as columns than as objects. */
const LEAST_SIDE_BY_SIDE = 16;

/** What a scan found, in its order: a million files take about 40 MB. */
export class FileList implements Iterable<FileEntry> {
  readonly #parts: (FolderFiles | FileEntry)[] = [];
  #length = 0;
  #folder = '';
  #names: string[] = [];
  #sizes: number[] = [];
  #times: number[] = [];

  static from(entries: Iterable<FileEntry>): FileList {
    const list = new FileList();
    for (const entry of entries) list.push(entry);
    return list;
  }

  get length(): number {
    return this.#length;
  }

  /** The files of `FolderFiles` are without faults, and were not looked into. */
  get parts(): readonly (FolderFiles | FileEntry)[] {
    this.#close();
    return this.#parts;
  }

  push(entry: FileEntry): void {
    const folder = folderOf(entry.path);
    if (entry.fault === null && entry.slice === undefined) {
      this.add(folder, entry.path.slice(folder.length), entry.sizeBytes, entry.modifiedMs);
      return;
    }
    this.#close();
    this.#parts.push(entry);
    this.#length++;
  }

  /** A file of which the scan has nothing to tell but this. @param folder with a `/` at its end, or empty. */
  add(folder: string, name: string, sizeBytes: number, modifiedMs: number): void {
    if (folder !== this.#folder || this.#names.length === MOST_SIDE_BY_SIDE) this.#close();
    this.#folder = folder;
    this.#names.push(name);
    this.#sizes.push(sizeBytes);
    this.#times.push(modifiedMs);
    this.#length++;
  }

  append(list: FileList): void {
    this.#close();
    for (const part of list.parts) this.#parts.push(part);
    this.#length += list.length;
  }

  *[Symbol.iterator](): Generator<FileEntry> {
    for (const part of this.parts) {
      if (isEntry(part)) yield part;
      else yield* entriesIn(part);
    }
  }

  #close(): void {
    const part = { folder: this.#folder, names: this.#names.join('/'), sizes: this.#sizes, times: this.#times };
    if (this.#names.length >= LEAST_SIDE_BY_SIDE) this.#parts.push({ ...part, sizes: this.#sizes.slice(), times: this.#times.slice() });
    else for (const [i, name] of this.#names.entries()) this.#parts.push(entryAt(part, name, i));
    this.#names = [];
    this.#sizes = [];
    this.#times = [];
  }
}

export function isEntry(part: FolderFiles | FileEntry): part is FileEntry {
  return 'path' in part;
}

/** Names, sizes and times as columns. */
export function inColumns({ folder, names, sizes, times }: Pick<FoundFiles, 'folder' | 'names' | 'sizes' | 'times'>): FolderFiles {
  return { folder, names: names.join('/'), sizes, times };
}

export function namesOf({ names }: FolderFiles): readonly string[] {
  return names.split('/');
}

export function* entriesIn(files: FolderFiles): Generator<FileEntry> {
  for (const [i, name] of namesOf(files).entries()) yield entryAt(files, name, i);
}

/** The files whose names are wanted; null if there are none. */
export function onlyNamed(files: FolderFiles, isWanted: (name: string) => boolean): FolderFiles | null {
  const names = namesOf(files);
  if (names.every(isWanted)) return files;
  const places = [...names.keys()].filter((i) => isWanted(names[i] ?? ''));
  if (places.length === 0) return null;
  return { folder: files.folder, names: places.map((i) => names[i]).join('/'), sizes: places.map((i) => files.sizes[i] ?? 0), times: places.map((i) => files.times[i] ?? 0) };
}

/** "a/b/1.png" → "a/b/" */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function entryAt({ folder, sizes, times }: FolderFiles, name: string, i: number): FileEntry {
  return { path: `${folder}${name}`, sizeBytes: sizes[i] ?? 0, modifiedMs: times[i] ?? 0, fault: null };
}
