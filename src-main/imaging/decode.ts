import type { DenseArray } from '../../src-shared/domain/array.ts';
import { BadImage } from './bad-image.ts';
import { bytesSource } from './byte-source.ts';
import type { Codecs } from './codecs.ts';
import { readHeader } from './header.ts';
import { decodePng } from './png/decode.ts';
import { notAnImage, sniff } from './sniff.ts';

/**
 * Pixels of an image file as [height, width, channel], with the values that
 * are in the file.
 *
 * @throws BadImage with the reason if it cannot be read.
 */
export type Decode = (bytes: Uint8Array) => Promise<DenseArray>;

/** One interface over the decoders of all kinds. */
export function createDecoder(codecs: Codecs): Decode {
  return async (bytes) => {
    switch (sniff(bytes)) {
      case 'png':
        return decodePng(bytes, codecs);
      case 'jpeg':
        return decodeJpeg(bytes, codecs);
      case null:
        throw notAnImage(bytes);
    }
  };
}

async function decodeJpeg(bytes: Uint8Array, codecs: Codecs): Promise<DenseArray> {
  const { shape, dtype } = readHeader(bytesSource(bytes));
  const data = await codecs.jpeg(bytes, shape);
  const expected = shape.reduce((product, size) => product * size, 1);
  if (data.length !== expected) throw new BadImage(`expected ${expected} values in the JPEG image, but decoded ${data.length}`);
  return { data, shape, dtype };
}
