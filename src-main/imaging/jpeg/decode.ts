import type { DenseArray } from '../../../src-shared/domain/array.ts';
import { BadImage } from '../bad-image.ts';
import { bytesSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import { readJpegShape } from './header.ts';

/** Pixels of a JPEG file as [height, width, channel]. */
export async function decodeJpeg(bytes: Uint8Array, codecs: Pick<Codecs, 'jpeg'>): Promise<DenseArray<Uint8Array>> {
  const shape = readJpegShape(bytesSource(bytes));
  const data = await codecs.jpeg(bytes, shape);
  const expected = shape.reduce((product, size) => product * size, 1);
  if (data.length !== expected) throw new BadImage(`expected ${expected} values in the JPEG image, but decoded ${data.length}`);
  return { data, shape, dtype: 'uint8' };
}
