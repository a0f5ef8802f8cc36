import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isMissing } from '../run-files.ts';

/** A transaction's worth: some 4,000 lines, stored in about 40 ms. */
const CHUNK_BYTES = 512 * 1024;
/** What is longer is no line of ours: it is cut here, so that one without an end cannot hold up the rest. */
const LONGEST_LINE_BYTES = 64 * 2 ** 20;
const NEWLINE = 0x0a;

export interface Line {
  readonly text: string;
  /** With its newline. */
  readonly bytes: number;
}

export interface Chunk {
  readonly lines: readonly Line[];
  readonly fileBytes: number;
}

/**
 * The whole lines of a file from `offset` on, as many as fit in a chunk but at
 * least one. A line without its newline is still being written.
 */
export function readWholeLines(path: string, offset: number, chunkBytes = CHUNK_BYTES, longest = LONGEST_LINE_BYTES): Chunk {
  const file = openIfThere(path);
  if (file === null) return { lines: [], fileBytes: 0 };
  try {
    const fileBytes = fstatSync(file).size;
    for (let wanted = chunkBytes; ; wanted = Math.min(2 * wanted, longest)) {
      const buffer = readAt(file, offset, Math.min(wanted, Math.max(0, fileBytes - offset)));
      const lines = splitLines(buffer);
      if (lines.length > 0 || buffer.length < wanted) return { lines, fileBytes };
      if (wanted >= longest) return { lines: [{ text: buffer.toString('utf8'), bytes: buffer.length }], fileBytes };
    }
  } finally {
    closeSync(file);
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function readAt(file: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(file, buffer, filled, length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

function splitLines(buffer: Buffer): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let end = buffer.indexOf(NEWLINE); end !== -1; end = buffer.indexOf(NEWLINE, start)) {
    lines.push({ text: buffer.toString('utf8', start, end), bytes: end + 1 - start });
    start = end + 1;
  }
  return lines;
}
