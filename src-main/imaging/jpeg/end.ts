import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { MARKER, segments } from './markers.ts';

const STEP_BYTES = 2 ** 16;

/**
 * Looks for the end-of-image marker behind the first scan: entropy-coded data
 * cannot contain it, so a file without it was cut off. Searched from the end,
 * where it usually is; some cameras write more behind it.
 *
 * @throws BadImage if there is none.
 */
export function checkJpegEnd(source: ByteSource): void {
  let scan = source.size;
  for (const segment of segments(source)) scan = segment.start;
  for (let end = source.size; end > scan; end -= STEP_BYTES) {
    const start = Math.max(scan, end - STEP_BYTES);
    // One byte more, for a marker that lies across two steps.
    const bytes = take(source, start, Math.min(end + 1, source.size) - start, 'JPEG pixels');
    for (let i = bytes.lastIndexOf(MARKER.endOfImage); i > 0; i = bytes.lastIndexOf(MARKER.endOfImage, i - 1)) {
      if (bytes[i - 1] === 0xff) return;
    }
  }
  throw new BadImage('expected a whole JPEG image, but its end is missing: the file was cut off');
}
