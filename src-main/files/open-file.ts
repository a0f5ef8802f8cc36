import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BadImage } from '../imaging/bad-image.ts';
import type { ByteSource } from '../imaging/byte-source.ts';
import type { Place } from '../imaging/place.ts';
import { fromDrive } from './drive-calls.ts';

/** A regular file that is open for reading. Whoever opens it closes it. */
export interface OpenFile extends ByteSource {
  readonly modifiedMs: number;
  readonly place: Place;
  close(): void;
}

/** Read at once, in the hope that a header lies within: a page of the system's cache. */
const BLOCK_BYTES = 4096;

/** A slow drive is to answer each call within minutes. */
const AT_ONCE_BYTES = 2 ** 24;

/** The largest file that is read into memory as a whole. */
const MAX_WHOLE_BYTES = 2 ** 31 - 1;

/**
 * Opens a file without waiting for it: a pipe or a device under an image's
 * name is refused, not read.
 */
export function openFile(path: string): OpenFile {
  const fd = fromDrive(() => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    const stats = fromDrive(() => fstatSync(fd));
    if (!stats.isFile()) throw new BadImage('expected a regular file, but found something else');
    return { ...sourceOf(fd, stats.size), modifiedMs: Math.trunc(stats.mtimeMs), place: placeOf(path), close: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** All bytes of an open file, in memory of their own. */
export function readWhole(file: OpenFile): Uint8Array {
  if (file.size > MAX_WHOLE_BYTES) throw new BadImage(`expected a file of at most 2 GiB, but found ${file.size} bytes`);
  const bytes = file.read(0, file.size);
  if (bytes.length < file.size) throw new BadImage('expected the whole file, but it became shorter while it was read');
  return bytes;
}

/** All bytes of the file at a path. */
export function readFile(path: string): Uint8Array {
  const file = openFile(path);
  try {
    return readWhole(file);
  } finally {
    file.close();
  }
}

/** The name of a file and the files in its folder, which are opened only while they are read. */
export function placeOf(path: string): Place {
  const folder = dirname(path);
  return { name: basename(path), beside: (name) => closedFile(join(folder, name)) };
}

function closedFile(path: string): ByteSource | null {
  const stats = fromDrive(() => statSync(path, { throwIfNoEntry: false }));
  if (!stats?.isFile()) return null;
  return { size: stats.size, read: (offset, length) => readOnce(path, offset, length) };
}

function readOnce(path: string, offset: number, length: number): Uint8Array {
  const file = openFile(path);
  try {
    return file.read(offset, length);
  } finally {
    file.close();
  }
}

function sourceOf(fd: number, size: number): ByteSource {
  let block = new Uint8Array(0);
  let start = 0;
  return {
    size,
    read(offset, length) {
      const wanted = Math.min(length, size - offset);
      if (offset < start || offset + wanted > start + block.length) {
        block = readAt(fd, offset, Math.min(Math.max(wanted, BLOCK_BYTES), size - offset));
        start = offset;
      }
      return block.subarray(offset - start, offset - start + wanted);
    },
  };
}

function readAt(fd: number, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = fromDrive(() => readSync(fd, bytes, done, Math.min(length - done, AT_ONCE_BYTES), offset + done));
    if (count === 0) break;
    done += count;
  }
  return done === length ? bytes : bytes.subarray(0, done);
}
