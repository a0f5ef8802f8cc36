import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

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

/** Renames, and on Windows waits for virus scanners that hold a new file open for a moment. */
export function rename(from: string, to: string): void {
  for (let tries = 1; ; tries++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (process.platform !== 'win32' || tries === 10 || (code !== 'EPERM' && code !== 'EBUSY' && code !== 'EACCES')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20 * tries);
    }
  }
}

/** `writeSync` may write less than asked, near a full disk for one. */
function writeAll(file: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.byteLength; ) at += writeSync(file, piece, at, piece.byteLength - at);
}
