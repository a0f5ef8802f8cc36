import type { DType } from '../../src-shared/domain/array.ts';
import type { ByteSource } from './byte-source.ts';
import { readJpegShape } from './jpeg/header.ts';
import { readPngHeader } from './png/header.ts';
import { SNIFF_BYTES, notAnImage, sniff } from './sniff.ts';
import type { ImageKind } from './sniff.ts';

/** What an image will decode to. */
export interface ImageHeader {
  readonly kind: ImageKind;
  /** [height, width, channel] */
  readonly shape: readonly [number, number, number];
  readonly dtype: DType;
}

/**
 * Reads shape and type from an image's first bytes, without decoding it.
 *
 * The claims are held against the file's size, so that a small file cannot ask
 * for gigabytes later.
 *
 * @throws BadImage with the reason if it cannot be an image that `decode` reads.
 */
export function readHeader(source: ByteSource): ImageHeader {
  const start = source.read(0, Math.min(SNIFF_BYTES, source.size));
  switch (sniff(start)) {
    case 'png': {
      const { shape, dtype } = readPngHeader(source);
      return { kind: 'png', shape, dtype };
    }
    case 'jpeg':
      return { kind: 'jpeg', shape: readJpegShape(source), dtype: 'uint8' };
    case null:
      throw notAnImage(start);
  }
}
