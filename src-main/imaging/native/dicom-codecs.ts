import { Decoder as LosslessDecoder } from 'jpeg-lossless-decoder-js';
import loadCharls from '@cornerstonejs/codec-charls/decodewasmjs';
import loadOpenJpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import { BadImage } from '../bad-image.ts';
import { SILENT, byLibrary } from './wasm-decoder.ts';
import type { FrameCoding, FrameShape } from '../codecs.ts';

let charls: ReturnType<typeof loadCharls> | null = null;
let openJpeg: ReturnType<typeof loadOpenJpeg> | null = null;


const NAMES: Readonly<Record<FrameCoding, string>> = { 'jpeg': 'JPEG', 'jpeg-lossless': 'lossless JPEG', 'jpeg-ls': 'JPEG-LS', 'jpeg-2000': 'JPEG 2000' };

/** Pixels of one packed frame, whose own header has been held against `frame`. */
export async function decodeFrame(coding: FrameCoding, bytes: Uint8Array, frame: FrameShape): Promise<Uint8Array> {
  try {
    return coding === 'jpeg-lossless' ? losslessJpeg(bytes, frame) : byLibrary(await decoderFor(coding), bytes);
  } catch (cause) {
    throw new BadImage(`expected an undamaged ${NAMES[coding]} frame in the DICOM file, but its decoder refuses it`, { cause });
  }
}

async function decoderFor(coding: FrameCoding): Promise<FrameDecoder> {
  if (coding === 'jpeg-ls') return new (await (charls ??= loadCharls(SILENT))).JpegLSDecoder();
  return new (await (openJpeg ??= loadOpenJpeg(SILENT))).J2KDecoder();
}

function losslessJpeg(bytes: Uint8Array, { bitsAllocated }: FrameShape): Uint8Array {
  // A copy: the decoder reads to the end of the buffer.
  const { buffer } = new Uint8Array(bytes);
  const decoded = new LosslessDecoder().decode(buffer, 0, bytes.length, bitsAllocated / 8);
  return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
}
