import type { ArrayData } from '../../../src-shared/domain/array.ts';
import type { MedicalImage } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import type { Place } from '../place.ts';
import { bytesPerValue, emptyArray, valuesFrom } from '../stored-values.ts';
import { checkFrame } from './check-frame.ts';
import { applyPalette, halvedChroma, invertGrey, planesToPixels, toRgb } from './colours.ts';
import { packedFrames } from './fragments.ts';
import { openDicom } from './header.ts';
import type { DicomHeader } from './header.ts';
import { decodeRle } from './rle.ts';

/**
 * A DICOM file as [height, width, channel], or [frame, height, width, channel]
 * of several frames: in Hounsfield units or what else its rescale gives, grey
 * always brighter for more, colours always RGB.
 */
export async function decodeDicom(bytes: Uint8Array, _place: Place, codecs: Codecs): Promise<MedicalImage> {
  const header = openDicom(bytes, codecs);
  const { shape, dtype, geometry, frames } = header;
  const data = emptyArray(dtype, shape.reduce((product, size) => product * size, 1));
  const step = data.length / frames;
  for await (const [frame, stored] of storedFrames(header, codecs)) data.set(meaning(stored, header) as never, frame * step);
  return { data, shape, dtype, geometry };
}

/** Each frame's stored values, side by side, in RGB where they were coded in other colours. */
async function* storedFrames(header: DicomHeader, codecs: Codecs): AsyncGenerator<readonly [number, ArrayData]> {
  const { syntax, frames, bitsAllocated } = header;
  if (syntax.coding !== 'plain') {
    const packed = packedFrames(header);
    for (let frame = 0; frame < frames; frame++) yield [frame, await unpacked(packed[frame] as Uint8Array, header, codecs)];
    return;
  }
  if (bitsAllocated === 1) {
    yield* bitFrames(header);
    return;
  }
  const frameBytes = plainFrameBytes(header);
  const whole = plainBytes(header, frameBytes * frames);
  for (let frame = 0; frame < frames; frame++) {
    const bytes = whole.subarray(frame * frameBytes, (frame + 1) * frameBytes);
    yield [frame, inRgb(plainValues(bytes, header), header)];
  }
}

/** Bytes of pixels; those of eight bits may lie in big-endian words of sixteen, the last with one of padding. */
function plainBytes({ pixels, source, type, syntax }: DicomHeader, length: number): Uint8Array {
  const isWords = type === 'uint8' && !syntax.littleEndian && pixels.vr === 'OW';
  const bytes = take(source, pixels.start, isWords ? length + (length % 2) : length, 'the pixels of the DICOM file');
  return isWords ? Uint8Array.from(bytes, (_, i) => bytes[i ^ 1] as number) : bytes;
}

function plainFrameBytes({ rows, columns, samples, photometric, type }: DicomHeader): number {
  return rows * columns * (photometric === 'YBR_FULL_422' ? 2 : samples) * bytesPerValue(type);
}

/** Of one bit each, the first in the lowest, without a gap between frames. */
function* bitFrames({ rows, columns, frames, pixels, source }: DicomHeader): Generator<readonly [number, ArrayData]> {
  const count = rows * columns;
  const bytes = take(source, pixels.start, Math.ceil((count * frames) / 8), 'the pixels of the DICOM file');
  for (let frame = 0; frame < frames; frame++) {
    yield [frame, Uint8Array.from({ length: count }, (_, i) => ((bytes[(frame * count + i) >> 3] as number) >> ((frame * count + i) & 7)) & 1)];
  }
}

/** Samples side by side, cut to the bits that are in use. */
function plainValues(bytes: Uint8Array, header: DicomHeader): ArrayData {
  const { type, syntax, planar, samples, photometric, columns } = header;
  const values = cut(valuesFrom(bytes, { type, littleEndian: syntax.littleEndian }, null), header);
  if (photometric === 'YBR_FULL_422') return halvedChroma(values, columns);
  return planar ? planesToPixels(values, samples) : values;
}

/** Other bits of a stored pixel held overlays once; a sign is the highest that is in use. */
function cut(values: ArrayData, { bitsAllocated, bitsStored, highBit, signed, type }: DicomHeader): ArrayData {
  if (bitsStored >= bitsAllocated || type === 'float32' || type === 'float64') return values;
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  for (let i = 0; i < values.length; i++) values[i] = signed ? ((values[i] as number) << up) >> down : ((values[i] as number) << up) >>> down;
  return values;
}

async function unpacked(bytes: Uint8Array, header: DicomHeader, codecs: Codecs): Promise<ArrayData> {
  const { syntax, rows, columns, samples, type, bitsAllocated, signed } = header;
  const { coding } = syntax;
  const little = { type, littleEndian: true };
  if (coding === 'plain') throw new Error('expected packed pixels');
  if (coding === 'rle') return inRgb(cut(valuesFrom(decodeRle(bytes, rows * columns, samples, bytesPerValue(type)), little, null), header), header);
  const width = checkFrame(bytes, header);
  const frame = { width: columns, height: rows, samples, bitsAllocated: width, signed };
  const plain = coding === 'jpeg' ? await codecs.jpeg(bytes, [rows, columns, samples]) : await codecs.frame(coding, bytes, frame);
  const expected = rows * columns * samples * (width / 8);
  if (plain.length !== expected) throw new BadImage(`expected ${expected} bytes in a frame of the DICOM file, but decoded ${plain.length}`);
  if (width !== bitsAllocated) return widened(plain, type);
  const values = cut(valuesFrom(plain, little, null), header);
  return coding === 'jpeg' || coding === 'jpeg-2000' ? values : inRgb(values, header);
}

/** Eight coded bits in a file that gives each pixel sixteen. */
function widened(plain: Uint8Array, type: DicomHeader['type']): ArrayData {
  const values = emptyArray(type === 'int16' ? 'int16' : 'uint16', plain.length);
  values.set(plain);
  return values;
}

function inRgb(values: ArrayData, header: DicomHeader): ArrayData {
  return header.photometric === 'YBR_FULL' || header.photometric === 'YBR_FULL_422' ? toRgb(values) : values;
}

/** Stored values as what they mean: scaled, looked up in the palette, or turned so that more is brighter. */
function meaning(stored: ArrayData, header: DicomHeader): ArrayData {
  const { palette, scale, photometric, dtype } = header;
  if (palette !== null) return applyPalette(stored, palette);
  if (scale === null) return photometric === 'MONOCHROME1' ? invertGrey(stored, header) : stored;
  // A measure such as Hounsfield units stays one, however it is meant to be shown.
  const values = emptyArray(dtype, stored.length);
  for (let i = 0; i < stored.length; i++) values[i] = (stored[i] as number) * scale.slope + scale.intercept;
  return values;
}
