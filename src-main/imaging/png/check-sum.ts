import { BadImage } from '../bad-image.ts';
import { take, uint32 } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import type { Chunk } from './chunks.ts';

/** Chunks whose loss would change pixels; damage elsewhere (a comment, a date) is no reason to refuse a file. */
export const PIXEL_CHUNKS: readonly string[] = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];

const STEP_BYTES = 2 ** 20;

/** @throws BadImage if a chunk's bytes do not fit the check sum behind them. */
export function checkSum(source: ByteSource, { type, start, length }: Chunk, codecs: Pick<Codecs, 'crc32'>): void {
  const end = start + length;
  let sum = 0;
  for (let at = start - 4; at < end; at += STEP_BYTES) sum = codecs.crc32(take(source, at, Math.min(STEP_BYTES, end - at), `PNG chunk ${type}`), sum);
  if (sum !== uint32(take(source, end, 4, 'a check sum'), 0)) {
    throw new BadImage(`expected an undamaged PNG file, but the check sum of chunk ${type} at byte ${start} does not fit`);
  }
}
