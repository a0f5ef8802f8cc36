import { BadImage } from '../bad-image.ts';
import { take, uint32 } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';

/** A chunk of a PNG file: its data lie at `start`, its check sum behind them. */
export interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const NAME = /^[A-Za-z]{4}$/;

/** More chunks than any encoder writes: a limit for files that are made of nothing else. */
const MAX_CHUNKS = 1_000_000;

/**
 * The chunks of a PNG file in order, up to and with IEND; each lies wholly in the file.
 *
 * @throws BadImage where the file is damaged, when the walk gets there.
 */
export function* chunks(source: ByteSource): Generator<Chunk> {
  const signature = take(source, 0, 8, 'a PNG signature');
  if (!SIGNATURE.every((byte, i) => signature[i] === byte)) {
    throw new BadImage('expected a PNG signature, but only its first half fits: the file was probably copied as text');
  }
  let at = 8;
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const head = take(source, at, 8, 'a PNG chunk');
    const length = uint32(head, 0);
    const type = String.fromCharCode(...head.subarray(4, 8));
    if (!NAME.test(type)) throw new BadImage(`expected the name of a PNG chunk at byte ${at + 4}, but found other bytes`);
    if (at + 12 + length > source.size) {
      throw new BadImage(`expected ${length} bytes of PNG chunk ${type} at byte ${at + 8}, but the file ends after ${source.size} bytes`);
    }
    yield { type, start: at + 8, length };
    if (type === 'IEND') return;
    at += 12 + length;
  }
  throw new BadImage(`expected at most ${MAX_CHUNKS} PNG chunks, but found more`);
}
