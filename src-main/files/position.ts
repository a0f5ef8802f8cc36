import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where an indexer is, in a nameless file that it shares with its host: read
 * when it crashed or does not answer, to know the file that it was at. One
 * write costs 2 µs, so there is one before every file that is opened.
 *
 * [count: uint32, length of the path or NOWHERE: uint32, path in UTF-8]
 */
export interface Position {
  /** Rises with every write: a sign of life. */
  readonly count: number;
  readonly path: string | null;
}

const HEAD_BYTES = 8;
const MAX_PATH_BYTES = 16_384;
const NOWHERE = 0xffffffff;

/** The descriptor under which the indexer finds the file. */
export const POSITION_FD = 3;

export function positionWriter(fd: number): (path: string | null) => void {
  const bytes = Buffer.alloc(HEAD_BYTES + MAX_PATH_BYTES);
  let count = 0;
  return (path) => {
    count = (count + 1) >>> 0;
    const length = path === null ? 0 : bytes.write(path, HEAD_BYTES);
    bytes.writeUInt32LE(count, 0);
    bytes.writeUInt32LE(path === null ? NOWHERE : length, 4);
    writeSync(fd, bytes, 0, HEAD_BYTES + length, 0);
  };
}

export function readPosition(fd: number): Position {
  const bytes = Buffer.alloc(HEAD_BYTES + MAX_PATH_BYTES);
  const read = readSync(fd, bytes, 0, bytes.length, 0);
  const length = bytes.readUInt32LE(4);
  const known = read >= HEAD_BYTES && length !== NOWHERE;
  return { count: bytes.readUInt32LE(0), path: known ? bytes.toString('utf8', HEAD_BYTES, HEAD_BYTES + length) : null };
}

/** A file without a name, for this process and those that it starts. */
export function openPosition(): { readonly fd: number; close(): void } {
  const path = join(tmpdir(), `delira-position-${randomUUID()}`);
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return { fd, close: () => closeSync(fd) };
}
