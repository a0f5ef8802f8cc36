import { BadImage } from '../bad-image.ts';
import { bytesSource, take, uint16, uint32 } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { segments } from '../jpeg/markers.ts';
import type { DicomHeader } from './header.ts';

/** What a packed frame says of itself. */
interface FrameHeader {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly bits: number;
}

/** Frame headers of JPEG: baseline, extended, progressive, lossless; and of JPEG-LS (ITU-T T.87). */
const SOF: readonly number[] = [0xc0, 0xc1, 0xc2, 0xc3, 0xf7];
const LOSSLESS = 0xc3;

/**
 * Holds a packed frame's own header against the file's, so that no decoder is
 * asked for more than was promised.
 *
 * @returns the bits of a decoded sample: 8 or 16.
 * @throws BadImage if they differ, or if it is of a kind that no decoder reads.
 */
export function checkFrame(bytes: Uint8Array, { syntax, rows, columns, samples, bitsAllocated }: DicomHeader): 8 | 16 {
  const source = bytesSource(bytes);
  const { width, height, samples: found, bits } = syntax.coding === 'jpeg-2000' ? readSiz(source) : readFrame(source, syntax.coding === 'jpeg');
  if (width !== columns || height !== rows || found !== samples) {
    throw new BadImage(`expected a frame of ${columns} x ${rows} pixels of ${samples} as the DICOM header says, but its own says ${width} x ${height} of ${found}`);
  }
  if (bits > bitsAllocated || bits > 16) throw new BadImage(`expected a frame of at most ${Math.min(16, bitsAllocated)} bits in the DICOM file, but found ${bits}`);
  if (bitsAllocated > 16) throw new BadImage(`expected packed pixels of at most 16 bits in the DICOM file, but found ${bitsAllocated}`);
  return bits > 8 ? 16 : 8;
}

function readFrame(source: ByteSource, isLossy: boolean): FrameHeader {
  for (const { marker, start, length } of segments(source)) {
    if (!SOF.includes(marker)) continue;
    const bytes = take(source, start, Math.max(8, length), 'a JPEG frame header');
    const frame = { bits: bytes[2] as number, height: uint16(bytes, 3), width: uint16(bytes, 5), samples: bytes[7] as number };
    if (isLossy && frame.bits !== 8) throw new BadImage(`expected JPEG of 8 bits in the DICOM file, but found lossy JPEG of ${frame.bits}, which no decoder reads`);
    if (isLossy && marker === LOSSLESS) throw new BadImage('expected lossy JPEG in the DICOM file as its header says, but found lossless JPEG');
    return frame;
  }
  throw new BadImage('expected a JPEG frame header in the DICOM file, but the pixels came first');
}

/** The first segment of a JPEG 2000 codestream, which may lie in the boxes of a file: ITU-T T.800, A.5.1. */
function readSiz(source: ByteSource): FrameHeader {
  const start = codestreamStart(source);
  const bytes = take(source, start, 49, 'a JPEG 2000 header');
  if (uint16(bytes, 0) !== 0xff4f || uint16(bytes, 2) !== 0xff51) throw new BadImage('expected a JPEG 2000 frame in the DICOM file, but found other bytes');
  const samples = uint16(bytes, 40);
  return { width: uint32(bytes, 8) - uint32(bytes, 16), height: uint32(bytes, 12) - uint32(bytes, 20), samples, bits: ((bytes[42] as number) & 0x7f) + 1 };
}

/** Frames should be bare codestreams; some wrap them into a JP2 file. */
function codestreamStart(source: ByteSource): number {
  const start = source.read(0, Math.min(4096, source.size));
  if (start[0] === 0xff) return 0;
  for (let at = 0; at + 4 <= start.length; at++) if (uint32(start, at) === 0xff4fff51) return at;
  return 0;
}
