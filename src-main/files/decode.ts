import { constants, crc32, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { Codecs } from '../imaging/codecs.ts';
import { createDecoder } from '../imaging/decode.ts';
import { toMask } from '../imaging/mask.ts';
import type { Place } from '../imaging/place.ts';

/** A block of one byte more than can come, so that zlib needs no second one, and none that is larger than the bytes are worth. */
const limited = (maxBytes: number, bytes: Uint8Array) => ({ maxOutputLength: maxBytes, chunkSize: Math.max(64, Math.min(maxBytes, bytes.length * 1032) + 1) });

/** Node's part of the decoders, and sharp's, which is heavy and loaded at the first JPEG. */
export const codecs: Codecs = {
  inflate: (bytes, maxBytes) => inflateSync(bytes, limited(maxBytes, bytes)),
  inflateRaw: (bytes, maxBytes) => inflateRawSync(bytes, limited(maxBytes, bytes)),
  gunzip: (bytes, maxBytes) => gunzipSync(bytes, limited(maxBytes, bytes)),
  gunzipStart: (bytes) => gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }),
  inflateRawStart: (bytes) => inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }),
  crc32,
  jpeg: async (bytes, shape) => (await import('../imaging/native/jpeg.ts')).jpegPixels(bytes, shape),
  webp: async (bytes, shape) => (await import('../imaging/native/sharp.ts')).webpPixels(bytes, shape),
  frame: async (coding, bytes, frame) => (await import('../imaging/native/dicom-codecs.ts')).decodeFrame(coding, bytes, frame),
};

/** Decodes any image that is read. */
export const decode = createDecoder(codecs);

/** Decodes the file of a mask: see `toMask`. */
export async function decodeMask(bytes: Uint8Array, place: Place): Promise<DenseArray<Int32Array>> {
  return toMask(await decode(bytes, place));
}
