import loadTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
import * as sharp from './sharp.ts';
import { SILENT, byLibrary } from './wasm-decoder.ts';

/**
 * What sharp takes for a call, most of a millisecond, is ten times what the
 * pixels of a small image take libjpeg-turbo in WebAssembly; from about 512 x
 * 512 on sharp's machine code is the faster. Both give the same values.
 */
const SMALL_PIXELS = 1 << 17;

let turbo: ReturnType<typeof loadTurbo> | null = null;

/**
 * Pixels of a JPEG file with the values that are in it: no colour profile and
 * no rotation is applied, and a damaged file is refused instead of patched.
 */
export async function jpegPixels(bytes: Uint8Array, shape: readonly [number, number, number]): Promise<Uint8Array> {
  const small = shape[0] * shape[1] <= SMALL_PIXELS ? await smallPixels(bytes) : null;
  return small?.length === shape[0] * shape[1] * shape[2] ? small : sharp.jpegPixels(bytes, shape);
}

/** Null where the library refuses a file: sharp reads more kinds, such as four inks, and says what is wrong with the others. */
async function smallPixels(bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    const { JPEGDecoder } = await (turbo ??= loadTurbo(SILENT));
    return byLibrary(new JPEGDecoder(), bytes);
  } catch {
    return null;
  }
}
