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
  /** What the first bytes of a stream without a frame inflate to; throws if they are damaged. */
  inflateRawStart(bytes: Uint8Array): Uint8Array;
  /** CRC-32 as in ISO 3309; `before` is that of the bytes before these. */
  crc32(bytes: Uint8Array, before: number): number;
  /** Pixels of a JPEG file, in the [height, width, channel] that its header says. */
  jpeg(bytes: Uint8Array, shape: readonly [number, number, number]): Promise<Uint8Array>;
  /** Pixels of a WebP file, likewise. */
  webp(bytes: Uint8Array, shape: readonly [number, number, number]): Promise<Uint8Array>;
  /** Pixels of one frame of a DICOM file in one of the codings of `FrameCoding`, side by side, little-endian. */
  frame(coding: FrameCoding, bytes: Uint8Array, frame: FrameShape): Promise<Uint8Array>;
}

/** Codings of DICOM frames that are left to libraries. */
export type FrameCoding = 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000';

export interface FrameShape {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  /** 8, 16 or 32. */
  readonly bitsAllocated: number;
  readonly signed: boolean;
}
