import type { ByteSource } from './byte-source.ts';
import type { Codecs } from './codecs.ts';
import { FORMATS } from './formats.ts';
import { notAnImage, sniffSource } from './sniff.ts';

/**
 * Looks through a whole image for damage that can be told without decoding it:
 * a PNG's check sums, and whether a JPEG was cut off. Other formats have their
 * sizes held against the file's when their header is read.
 *
 * @throws BadImage with the reason.
 */
export function checkWhole(source: ByteSource, codecs: Codecs): void {
  const kind = sniffSource(source, codecs);
  if (kind === null) throw notAnImage(source);
  FORMATS[kind].check?.(source, codecs);
}
