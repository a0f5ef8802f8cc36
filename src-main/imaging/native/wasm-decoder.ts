// The packages come without types; a reference brings ours into every project that includes this file.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./modules.d.ts" />

/** The libraries tell of their progress on the standard streams. */
export const SILENT = { print: () => undefined, printErr: () => undefined };

/** Pixels of a packed image, in memory of their own; throws what the library throws. */
export function byLibrary(decoder: FrameDecoder, bytes: Uint8Array): Uint8Array {
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    return new Uint8Array(decoder.getDecodedBuffer());
  } finally {
    decoder.delete();
  }
}
