import { createHash, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { OpenFile } from './open-file.ts';
import { readWhole } from './open-file.ts';

/** Hex digits of 128 bits. */
const DIGITS = 32;

/** Larger files are hashed in pieces of this size. */
const PIECE_BYTES = 2 ** 22;

/** A sample's name by its content: the first 128 bits of the SHA-256 of its bytes, in hex. */
export function contentHash(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex').slice(0, DIGITS);
}

/** `contentHash` of a file of any size. @param onPiece is told before each piece is read. */
export async function hashFile(file: OpenFile, onPiece: () => void): Promise<string> {
  if (file.size <= PIECE_BYTES) return contentHash(readWhole(file));
  const sum = createHash('sha256');
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    onPiece();
    sum.update(file.read(at, PIECE_BYTES));
    await setImmediate();
  }
  return sum.digest('hex').slice(0, DIGITS);
}
