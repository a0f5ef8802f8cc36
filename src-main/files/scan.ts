import { readdirSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import type { FileEntry } from './file-entry.ts';
import { FileList } from './file-list.ts';
import { reasonOf, systemWords } from './reason.ts';

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told before each folder is read, so that whoever supervises knows where a scan hangs. */
  readonly onFolder?: ((path: string) => void) | undefined;
  /** Folders that must not be touched again, and why. */
  readonly avoid?: ReadonlyMap<string, string> | undefined;
}

/** Entries that are told at a time; between them other work gets its turn. */
const SLICE = 500;

/** The entries of `scanSlices`, one by one. */
export async function* scan(root: string, options: ScanOptions = {}): AsyncGenerator<FileEntry, void> {
  for await (const slice of scanSlices(root, options)) {
    for (const entry of slice) {
      yield entry;
      if (options.signal?.aborted) return;
    }
  }
}

/**
 * Lists all files below a folder, at the cost of one `stat` each: a folder's
 * own files in the order of their names, then its folders in theirs.
 *
 * Names that begin with a dot and `__MACOSX` are left out. A folder that is
 * reached twice, by links or by links in a circle, is read once, under its own
 * name if it has one below the root. What cannot be read is an entry with a
 * fault. Ends early when the signal says so.
 *
 * Entries come by the hundred: to wait for each of a million would take as
 * long as to look at it.
 *
 * @throws BadInput if the folder itself cannot be read.
 */
export async function* scanSlices(root: string, options: ScanOptions = {}): AsyncGenerator<FileList, void> {
  const seen = new Set<string>();
  const folders = [''];
  const linked: string[] = [];
  let slice = new FileList();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop() ?? linked.shift()) {
    options.onFolder?.(folder);
    const start = folder === '' ? '' : `${folder}/`;
    const listing = listFolder(root, folder, seen, options.avoid?.get(folder));
    for (const entry of listing.faults) slice.push(entry);
    const inner: string[] = [];
    for (const dirent of listing.dirents) {
      if (dirent.isDirectory()) inner.push(`${start}${dirent.name}`);
      else if (!lookAt(root, start, dirent.name, slice)) linked.push(`${start}${dirent.name}`);
      if (slice.length < SLICE) continue;
      yield slice;
      slice = new FileList();
      await setImmediate();
      if (options.signal?.aborted) return;
      options.onFolder?.(folder);
    }
    for (const path of inner.reverse()) folders.push(path);
  }
  if (slice.length > 0) yield slice;
}

interface Listing {
  readonly dirents: readonly Dirent[];
  readonly faults: readonly FileEntry[];
}

function listFolder(root: string, folder: string, seen: Set<string>, avoid: string | undefined): Listing {
  if (avoid !== undefined) return { dirents: [], faults: [faulty(folder, avoid)] };
  const absolute = join(root, folder);
  try {
    // Inode numbers do not always fit into a double.
    const { dev, ino } = statSync(absolute, { bigint: true });
    const identity = `${dev}:${ino}`;
    if (seen.has(identity)) return { dirents: [], faults: [] };
    seen.add(identity);
    return readFolder(absolute, folder);
  } catch (error) {
    const words = systemWords(error);
    if (folder === '' && words) throw new BadInput(`expected a folder at ${root}, but ${words}`, { help: 'Check that its drive is connected and that you may read it.' });
    return { dirents: [], faults: [faulty(folder, reasonOf(error))] };
  }
}

function readFolder(absolute: string, folder: string): Listing {
  const all = readdirSync(absolute, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.') && name !== '__MACOSX');
  const broken = all.some(({ name }) => name.includes('\uFFFD')) ? brokenNames(absolute) : [];
  const decoded = new Set(broken.map((name) => name.toString('utf8')));
  return {
    dirents: all.filter(({ name }) => !decoded.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    faults: broken.map((name) => faulty(folder === '' ? escaped(name) : `${folder}/${escaped(name)}`, 'expected a name in UTF-8, but found other bytes: rename it to read it')),
  };
}

/** Names that are no UTF-8: Node can list them, but not open them under the name that it gives. */
function brokenNames(absolute: string): Buffer[] {
  return readdirSync(absolute, { encoding: 'buffer' }).filter((name) => !Buffer.from(name.toString('utf8')).equals(name));
}

/** A name with its odd bytes as \xff. */
function escaped(name: Buffer): string {
  return [...name.toString('latin1')].map((letter) => (letter < '\x7f' ? letter : `\\x${letter.charCodeAt(0).toString(16)}`)).join('');
}

/** Lists a file, or a link to one; false for a link to a folder. @param folder with a `/` at its end, or empty. */
function lookAt(root: string, folder: string, name: string, list: FileList): boolean {
  const path = `${folder}${name}`;
  try {
    const stats = statSync(`${root}/${path}`);
    if (stats.isDirectory()) return false;
    // Whole milliseconds survive every database.
    if (stats.isFile()) list.add(folder, name, stats.size, Math.trunc(stats.mtimeMs));
    else list.push(faulty(path, 'expected a regular file, but found something else'));
  } catch (error) {
    list.push(faulty(path, reasonOf(error)));
  }
  return true;
}

function faulty(path: string, fault: string): FileEntry {
  return { path, sizeBytes: 0, modifiedMs: 0, fault };
}
