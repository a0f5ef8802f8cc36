import { createHash, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { companion } from '../imaging/place.ts';
import type { OpenFile } from './open-file.ts';
import { openFile, readWhole } from './open-file.ts';

/** Hex digits of 128 bits. */
const DIGITS = 32;

/** Larger files are hashed in pieces of this size. */
const PIECE_BYTES = 2 ** 22;

/**
 * A sample's name by its content: the first 128 bits of the SHA-256 of its
 * bytes, in hex; of a header and its file of values, of both in this order.
 */
export function contentHash(...parts: readonly Uint8Array[]): string {
  const [first, ...rest] = parts;
  if (first && rest.length === 0) return hash('sha256', first, 'hex').slice(0, DIGITS);
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest('hex').slice(0, DIGITS);
}

/** `contentHash` of a file of any size and its companions. @param onPiece is told before each piece is read. */
export async function hashFile(file: OpenFile, companions: readonly string[], onPiece: () => void): Promise<string> {
  if (file.size <= PIECE_BYTES && companions.length === 0) return contentHash(readWhole(file));
  const sum = createHash('sha256');
  for (const source of [file, ...companions.map((name) => companion(file.place, name))]) {
    for (let at = 0; at < source.size; at += PIECE_BYTES) {
      onPiece();
      sum.update(source.read(at, Math.min(PIECE_BYTES, source.size - at)));
      await setImmediate();
    }
  }
  return sum.digest('hex').slice(0, DIGITS);
}

/** `contentHash` of several files in this order, one open at a time; with their size in all and when the newest was written. @param onPiece is told before each file is read. */
export async function hashFiles(paths: readonly string[], onPiece: () => void): Promise<{ readonly hash: string; readonly sizeBytes: number; readonly modifiedMs: number }> {
  const sum = createHash('sha256');
  let [sizeBytes, modifiedMs] = [0, 0];
  for (const path of paths) {
    onPiece();
    const file = openFile(path);
    try {
      sum.update(readWhole(file));
      sizeBytes += file.size;
      modifiedMs = Math.max(modifiedMs, file.modifiedMs);
    } finally {
      file.close();
    }
    await setImmediate();
  }
  return { hash: sum.digest('hex').slice(0, DIGITS), sizeBytes, modifiedMs };
}
