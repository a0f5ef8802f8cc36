import { BadImage } from '../bad-image.ts';
import { viewOf } from './elements.ts';

const HEADER_BYTES = 64;

/**
 * A run-length coded frame as plain little-endian samples, side by side:
 * PS3.5, annex G. Each byte of each sample has a segment, the highest first.
 */
export function decodeRle(bytes: Uint8Array, pixels: number, samples: number, bytesPerSample: number): Uint8Array {
  const count = samples * bytesPerSample;
  if (bytes.length < HEADER_BYTES) throw new BadImage(`expected a run-length header of ${HEADER_BYTES} bytes in the DICOM file, but found ${bytes.length}`);
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== count) throw new BadImage(`expected ${count} run-length segments in the DICOM file, but found ${view.getUint32(0, true)}`);
  const plain = new Uint8Array(pixels * count);
  for (let segment = 0; segment < count; segment++) {
    const start = view.getUint32(4 + segment * 4, true);
    const end = segment + 1 < count ? view.getUint32(8 + segment * 4, true) : bytes.length;
    const sample = Math.floor(segment / bytesPerSample);
    const byte = bytesPerSample - 1 - (segment % bytesPerSample);
    readSegment(bytes.subarray(start, end), plain, sample * bytesPerSample + byte, count);
  }
  return plain;
}

/** Packed bits: a count n from 0 is followed by n + 1 bytes, below 0 by one that comes 1 - n times. */
function readSegment(packed: Uint8Array, plain: Uint8Array, start: number, step: number): void {
  let to = start;
  for (let at = 0; at < packed.length && to < plain.length; ) {
    const count = packed[at++] as number;
    if (count === 128) continue;
    const isRun = count > 128;
    const length = isRun ? 257 - count : count + 1;
    for (let i = 0; i < length && to < plain.length; i++) {
      const byte = packed[isRun ? at : at + i];
      if (byte === undefined) break;
      plain[to] = byte;
      to += step;
    }
    at += isRun ? 1 : length;
  }
  if (to < plain.length) throw new BadImage('expected whole run-length segments in the DICOM file, but one is too short');
}
