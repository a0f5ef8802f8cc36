import { BadImage } from './bad-image.ts';
import type { ByteSource } from './byte-source.ts';
import type { Codecs } from './codecs.ts';

export function isGzip(source: ByteSource): boolean {
  if (source.size < 2) return false;
  const [first, second] = source.read(0, 2);
  return first === 0x1f && second === 0x8b;
}

/** Compressed bytes that hold a header of some hundred, nearly always and always: gzip's own, with a long file name, fits too. */
const START_BYTES = [1024, 4096] as const;
/** The longest header, NIfTI-2's. */
const HEADER_BYTES = 540;

/** Whoever tells the kind of a file and whoever reads its header ask for the same start. */
const starts = new WeakMap<ByteSource, Uint8Array>();

/** The first uncompressed bytes of a gzip file, without reading the rest. */
export function gunzipStart(source: ByteSource, codecs: Pick<Codecs, 'gunzipStart'>): Uint8Array {
  const known = starts.get(source);
  if (known) return known;
  const start = tryStart(source, codecs);
  starts.set(source, start);
  return start;
}

function tryStart(source: ByteSource, codecs: Pick<Codecs, 'gunzipStart'>): Uint8Array {
  try {
    let start: Uint8Array = new Uint8Array(0);
    for (const bytes of START_BYTES) {
      start = codecs.gunzipStart(source.read(0, Math.min(bytes, source.size)));
      if (start.length >= HEADER_BYTES) break;
    }
    return start;
  } catch (cause) {
    throw new BadImage('expected an undamaged gzip file, but its first bytes are damaged', { cause });
  }
}

/** Programs append a few bytes behind the values; more are a sign that the header is wrong. */
const SLACK_BYTES = 2 ** 16;

/**
 * The uncompressed bytes of a gzip file that is to hold `length` of them, or
 * few more.
 *
 * @throws BadImage if it is damaged, or holds other than that.
 */
export function gunzip(bytes: Uint8Array, length: number, codecs: Pick<Codecs, 'gunzip'>): Uint8Array {
  const whole = tryGunzip(bytes, length, codecs);
  if (whole.length >= length) return whole;
  throw new BadImage(`expected ${length} bytes in the compressed file as its header says, but found ${whole.length}`);
}

function tryGunzip(bytes: Uint8Array, length: number, codecs: Pick<Codecs, 'gunzip'>): Uint8Array {
  try {
    return codecs.gunzip(bytes, length + SLACK_BYTES);
  } catch (cause) {
    throw new BadImage(`expected a gzip file of ${length} bytes, but it is damaged, was cut off or holds more`, { cause });
  }
}
