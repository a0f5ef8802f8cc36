import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Length and hash of a file that was written and read back. */
export interface WrittenFile {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Replaces a file so that a reader, or a machine that loses power at any
 * moment, finds the whole old or the whole new content: a temporary file in
 * the same folder, fsync, read back, rename, fsync of the folder.
 */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    writeDurably(temporary, [typeof content === 'string' ? Buffer.from(content) : content]);
    rename(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * As `writeAtomically`, for small files and processes that meanwhile serve
 * others: nothing waits for the disk but the caller.
 */
export async function writeAtomicallyLater(path: string, text: string): Promise<void> {
  await writePiecesLater(path, [text]);
}

/** As `writeAtomicallyLater`, of a text that is longer than any string can be. */
export async function writePiecesLater(path: string, pieces: Iterable<string>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`);
  try {
    const file = await files.open(temporary, 'wx');
    try {
      await file.writeFile(inBlocks(pieces));
      await file.sync();
    } finally {
      await file.close();
    }
    await renameLater(temporary, path);
  } catch (error) {
    await files.rm(temporary, { force: true });
    throw error;
  }
  await syncFolderLater(dirname(path));
}

/** Characters that are written at once. */
const BLOCK = 2 ** 16;

/** Small pieces as larger ones: each is a call to the system. */
function* inBlocks(pieces: Iterable<string>): Generator<string> {
  let block = '';
  for (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  yield block;
}

/** Writes a new file out of pieces, makes it durable and compares what the disk gives back. */
export function writeDurably(path: string, pieces: readonly Uint8Array[]): WrittenFile {
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  let bytes = 0;
  try {
    for (const piece of pieces) {
      hash.update(piece);
      writeAll(file, piece);
      bytes += piece.byteLength;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  const written = { bytes, sha256: hash.digest('hex') };
  const found = describeFile(path);
  if (found.bytes !== written.bytes || found.sha256 !== written.sha256) {
    throw new Error(`expected the ${bytes} bytes written to ${path}, but read back ${found.bytes} bytes that differ: the disk may be failing`);
  }
  return written;
}

export function describeFile(path: string): WrittenFile {
  const content = readFileSync(path);
  return { bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') };
}

/** Makes names in a folder durable: files created, renamed or removed. */
export function syncFolder(folder: string): void {
  // Windows opens no folders; its file system journals names by itself.
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

async function syncFolderLater(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const opened = await files.open(folder);
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

/** Renames, and on Windows waits for virus scanners that hold a new file open for a moment. */
export function rename(from: string, to: string): void {
  for (let tries = 1; ; tries++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const restMs = restBeforeRetry(error, tries);
      if (restMs === null) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, restMs);
    }
  }
}

async function renameLater(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await files.rename(from, to);
    } catch (error) {
      const restMs = restBeforeRetry(error, tries);
      if (restMs === null) throw error;
      await setTimeout(restMs);
    }
  }
}

/** How long to wait before a rename is tried again, a second in all; null where that does not help. */
export function restBeforeRetry(error: unknown, tries: number, platform: NodeJS.Platform = process.platform): number | null {
  const { code } = error as NodeJS.ErrnoException;
  const isHeldOpen = code === 'EPERM' || code === 'EBUSY' || code === 'EACCES';
  return platform === 'win32' && isHeldOpen && tries < 10 ? 20 * tries : null;
}

/** `writeSync` may write less than asked, near a full disk for one. */
function writeAll(file: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.byteLength; ) at += writeSync(file, piece, at, piece.byteLength - at);
}
