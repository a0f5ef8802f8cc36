import { BadImage } from './bad-image.ts';

/** Bytes that are read where they are needed, so that a header costs a few of them and not the whole file. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `offset` on; fewer than `length` where the source ends. Valid until the next read. */
  read(offset: number, length: number): Uint8Array;
}

const sources = new WeakMap<Uint8Array, ByteSource>();

/** The same source for the same bytes, so that what was found out of one is known of it. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  const known = sources.get(bytes);
  if (known) return known;
  const source: ByteSource = { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
  sources.set(bytes, source);
  return source;
}

/**
 * Exactly `length` bytes.
 *
 * @throws BadImage if the source ends before them.
 */
export function take(source: ByteSource, offset: number, length: number, what: string): Uint8Array {
  if (offset + length > source.size) throw new BadImage(`expected ${what} at byte ${offset}, but the file ends after ${source.size} bytes`);
  const bytes = source.read(offset, length);
  if (bytes.length < length) throw new BadImage(`expected ${what} at byte ${offset}, but the file became shorter while it was read`);
  return bytes;
}

/** Two bytes, the higher first, as PNG and JPEG have them. */
export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) * 0x10000 + uint16(bytes, at + 2);
}
