/** What the three libraries in WebAssembly have in common. */
interface FrameDecoder {
  /** Memory of the library for that many packed bytes. */
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  /** The library's own memory, until `delete`. */
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}

interface LoadOptions {
  readonly print: () => void;
  readonly printErr: () => void;
}

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  export default function load(options: LoadOptions): Promise<{ readonly JpegLSDecoder: new () => FrameDecoder }>;
}

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  export default function load(options: LoadOptions): Promise<{ readonly JPEGDecoder: new () => FrameDecoder }>;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export default function load(options: LoadOptions): Promise<{ readonly J2KDecoder: new () => FrameDecoder }>;
}

declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    decode(buffer: ArrayBuffer, offset: number, length: number, bytesPerSample: number): Uint8Array | Uint16Array;
  }
}
