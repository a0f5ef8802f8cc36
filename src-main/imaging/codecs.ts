/** What the platform lends to the decoders, which themselves know none: files pass Node's and sharp's in. */
export interface Codecs {
  /** Inflates a whole zlib stream; throws if it is damaged or gives more than `maxBytes`. */
  inflate(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** Inflates a whole stream without zlib's frame; throws like `inflate`. */
  inflateRaw(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** Uncompresses a whole gzip file; throws like `inflate`. */
  gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** What the first bytes of a gzip file uncompress to; throws if they are damaged. */
  gunzipStart(bytes: Uint8Array): Uint8Array;
  /** CRC-32 as in ISO 3309; `before` is that of the bytes before these. */
  crc32(bytes: Uint8Array, before: number): number;
  /** Pixels of a JPEG file, in the [height, width, channel] that its header says. */
  jpeg(bytes: Uint8Array, shape: readonly [number, number, number]): Promise<Uint8Array>;
}
