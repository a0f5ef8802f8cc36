import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf } from '../../../src-shared/lib/alias.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { makeFolder } from '../../threads/make-folder.ts';
import { decodeArrays, encodeArrays } from './prepared-file.ts';
import { entryOf } from './sample-table.ts';
import type { SampleTable } from './sample-table.ts';

/**
 * Prepared samples in files that outlive a run: one for each, named by its
 * content and by what `prepare` does to it, so that another run with the same
 * steps reads it too. Whatever is missing, damaged or of another version is
 * made again; the folder may be emptied at any moment.
 */
export interface DiskCache {
  readonly folder: string;
  /** What decides what is made of a file, beside its content. */
  readonly recipe: string;
  /** Int32: kilobytes that may still be written, shared by all threads. */
  readonly free: SharedArrayBuffer;
}

/** Only its owner may look: the files hold images. */
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const EXTENSION = '.prepared';

/**
 * Makes the folder, and room in it: what was not used for longest goes first.
 *
 * @param settings all that decides what is made of a file.
 */
export function openDiskCache(folder: string, limitBytes: number, settings: unknown): DiskCache {
  makeFolder(folder, { what: 'a folder for prepared images', mode: PRIVATE_FOLDER, help: 'Choose another one with dataset.cacheFolder, or set dataset.cache to memory.' });
  const used = makeRoom(folder, limitBytes);
  const free = new SharedArrayBuffer(4);
  new Int32Array(free)[0] = Math.min(2 ** 31 - 1, Math.floor((limitBytes - used) / 1024));
  return { folder, recipe: JSON.stringify(settings), free };
}

/** The dataset, read through the cache. */
export function throughDisk(dataset: Dataset, table: SampleTable, cache: DiskCache): Dataset {
  const free = new Int32Array(cache.free);
  const read: Dataset['read'] = async (index, signal) => {
    // What a sample is called is no part of what is made of it.
    const { key, path, alias, ...rest } = entryOf(table, index);
    const file = join(cache.folder, `${fileNameOf(cache.recipe, { key, ...rest })}${EXTENSION}`);
    const kept = readKept(file);
    if (kept) return { key, path: nameOf({ alias, path }), arrays: kept };
    const sample = await dataset.read(index, signal);
    keep(file, encodeArrays(sample.arrays), free);
    return sample;
  };
  return { length: dataset.length, labels: dataset.labels, read };
}

/** What lies in a folder of prepared images. */
export function diskCacheSize(folder: string): { readonly files: number; readonly bytes: number } {
  const files = filesIn(folder);
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Removes all prepared images, and nothing else that may lie there. */
export function wipeDiskCache(folder: string): void {
  for (const { path } of filesIn(folder)) rmSync(path, { force: true });
}

function fileNameOf(recipe: string, entry: unknown): string {
  return createHash('sha256').update(recipe).update('\0').update(JSON.stringify(entry)).digest('hex').slice(0, 40);
}

function readKept(file: string): ReturnType<typeof decodeArrays> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch {
    // Not there, or not readable any more: made again.
    return null;
  }
  const arrays = decodeArrays(bytes);
  if (arrays) touch(file);
  return arrays;
}

/** Says that it was used; where that cannot be said, it goes a little sooner. */
function touch(file: string): void {
  try {
    const now = Date.now() / 1000;
    utimesSync(file, now, now);
  } catch {
    return;
  }
}

/** A full or failing disk costs time, not the run: then nothing is kept. */
function keep(file: string, bytes: Uint8Array, free: Int32Array): void {
  const kilobytes = Math.ceil(bytes.length / 1024);
  if (Atomics.sub(free, 0, kilobytes) < kilobytes) {
    Atomics.add(free, 0, kilobytes);
    return;
  }
  const temporary = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`;
  try {
    writeFileSync(temporary, bytes, { mode: PRIVATE_FILE, flag: 'wx' });
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
    Atomics.add(free, 0, kilobytes);
  }
}

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** Prepared images, and what is left of writers that died. */
function filesIn(folder: string): readonly KeptFile[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => /\.prepared(\..*\.tmp)?$/.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats ? [{ path, bytes: stats.size, usedMs: stats.mtimeMs }] : [];
    });
}

/** An hour: no writer takes so long for one image. */
const ABANDONED_MS = 60 * 60 * 1000;

/** Removes what was used longest ago until the limit is met; gives the bytes that stay. */
function makeRoom(folder: string, limitBytes: number): number {
  const files = [...filesIn(folder)].sort((a, b) => a.usedMs - b.usedMs);
  let used = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes, usedMs } of files) {
    const isAbandoned = path.endsWith('.tmp') && Date.now() - usedMs > ABANDONED_MS;
    if (used <= limitBytes && !isAbandoned) continue;
    rmSync(path, { force: true });
    used -= bytes;
  }
  return used;
}
