import type { ByteSource } from './byte-source.ts';
import type { Codecs } from './codecs.ts';
import { FORMATS } from './formats.ts';
import type { ArrayHeader } from './formats.ts';
import { NOWHERE } from './place.ts';
import type { Place } from './place.ts';
import { notAnImage, sniffSource } from './sniff.ts';
import type { ImageKind } from './sniff.ts';

/** What an image will decode to. */
export interface ImageHeader extends ArrayHeader {
  readonly kind: ImageKind;
}

/**
 * Reads shape, type and geometry from an image's first bytes, without decoding it.
 *
 * The claims are held against the file's size, so that a small file cannot ask
 * for gigabytes later.
 *
 * @throws BadImage with the reason if it cannot be an image that `decode` reads.
 */
export function readHeader(source: ByteSource, codecs: Codecs, place: Place = NOWHERE): ImageHeader {
  const kind = sniffSource(source, codecs);
  if (kind === null) throw notAnImage(source);
  return { kind, ...FORMATS[kind].readHeader(source, place, codecs) };
}
