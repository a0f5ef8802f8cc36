import type { ByteSource } from './byte-source.ts';
import type { Codecs } from './codecs.ts';
import { checkJpegEnd } from './jpeg/end.ts';
import { PIXEL_CHUNKS, checkSum } from './png/check-sum.ts';
import { chunks } from './png/chunks.ts';
import { SNIFF_BYTES, notAnImage, sniff } from './sniff.ts';

/**
 * Looks through a whole image for damage that can be told without decoding it:
 * a PNG's check sums, and whether a JPEG was cut off.
 *
 * @throws BadImage with the reason.
 */
export function checkWhole(source: ByteSource, codecs: Pick<Codecs, 'crc32'>): void {
  const start = source.read(0, Math.min(SNIFF_BYTES, source.size));
  switch (sniff(start)) {
    case 'png':
      for (const chunk of chunks(source)) if (PIXEL_CHUNKS.includes(chunk.type)) checkSum(source, chunk, codecs);
      return;
    case 'jpeg':
      return checkJpegEnd(source);
    case null:
      throw notAnImage(start);
  }
}
