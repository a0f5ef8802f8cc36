import { BadImage } from '../bad-image.ts';
import { take, uint16 } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';

/** Markers that are told apart here: ITU-T T.81, table B.1. */
export const MARKER = { endOfImage: 0xd9, startOfScan: 0xda } as const;

/** A segment of a JPEG file: its bytes begin at `start` with its own length. */
export interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly length: number;
}

/** More segments than any encoder writes before the pixels. */
const MAX_SEGMENTS = 10_000;

/**
 * The segments of a JPEG file in order, up to and with the first scan's header.
 *
 * @throws BadImage where the file is damaged, when the walk gets there.
 */
export function* segments(source: ByteSource): Generator<Segment> {
  let at = 2;
  for (let count = 0; count < MAX_SEGMENTS; count++) {
    const { marker, start } = markerAt(source, at);
    if (marker === MARKER.endOfImage) throw new BadImage('expected pixels in the JPEG file, but its end came first');
    const length = uint16(take(source, start, 2, 'a JPEG segment'), 0);
    if (length < 2) throw new BadImage(`expected a JPEG segment of at least 2 bytes at byte ${start}, but found ${length}`);
    yield { marker, start, length };
    if (marker === MARKER.startOfScan) return;
    at = start + length;
  }
  throw new BadImage(`expected the pixels of the JPEG file within ${MAX_SEGMENTS} segments, but found only more of them`);
}

/** Any number of 0xFF may stand before a marker's code; beyond this many it is no marker. */
const MAX_FILL = 64;

function markerAt(source: ByteSource, at: number): { readonly marker: number; readonly start: number } {
  if (take(source, at, 1, 'a JPEG marker')[0] !== 0xff) throw new BadImage(`expected a JPEG marker at byte ${at}, but found other bytes`);
  for (let start = at + 1; start <= at + MAX_FILL; start++) {
    const marker = take(source, start, 1, 'a JPEG marker')[0] as number;
    if (marker === 0xff) continue;
    const standsAlone = marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8);
    if (!standsAlone) return { marker, start: start + 1 };
    break;
  }
  throw new BadImage(`expected a JPEG segment at byte ${at}, but found other bytes`);
}
