import { crc32, inflateSync } from 'node:zlib';
import type { Codecs } from '../imaging/codecs.ts';
import { createDecoder } from '../imaging/decode.ts';

/** Node's part of the decoders, and sharp's, which is heavy and loaded at the first JPEG. */
export const codecs: Codecs = {
  // A block of one byte more than can come, so that zlib needs no second one.
  inflate: (bytes, maxBytes) => inflateSync(bytes, { maxOutputLength: maxBytes, chunkSize: Math.max(64, maxBytes + 1) }),
  crc32,
  jpeg: async (bytes, shape) => (await import('../imaging/native/sharp.ts')).jpegPixels(bytes, shape),
};

/** Decodes any image that is read. */
export const decode = createDecoder(codecs);
