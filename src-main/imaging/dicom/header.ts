import type { DType } from '../../../src-shared/domain/array.ts';
import type { Geometry } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import { bytesSource } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import { checkPixels } from '../pixel-limit.ts';
import { MAX_DEFLATE_RATIO, checkHolds, countValues } from '../size-limit.ts';
import { dtypeOf } from '../stored-values.ts';
import type { Scale, StoredType } from '../stored-values.ts';
import { TAG, readDataSet } from './data-set.ts';
import type { DataSet } from './data-set.ts';
import type { Element } from './elements.ts';
import { readGeometry, readPlane } from './geometry.ts';
import type { Plane } from './geometry.ts';
import { readTransferSyntax } from './transfer-syntax.ts';
import type { TransferSyntax } from './transfer-syntax.ts';

export type Photometric = 'MONOCHROME1' | 'MONOCHROME2' | 'RGB' | 'PALETTE COLOR' | 'YBR_FULL' | 'YBR_FULL_422' | 'YBR_RCT' | 'YBR_ICT';

/** What a DICOM file says of its image. Nothing of the patient is in it but their number and the UIDs, which must not be shown or stored as they are. */
export interface DicomHeader {
  readonly syntax: TransferSyntax;
  readonly modality: string;
  readonly patientId: string | null;
  readonly studyUid: string | null;
  readonly seriesUid: string | null;
  readonly instanceNumber: number | null;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  /** Stored values per pixel. */
  readonly samples: number;
  readonly photometric: Photometric;
  readonly planar: boolean;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly type: StoredType;
  readonly signed: boolean;
  readonly scale: Scale | null;
  /** [entry, red green blue] and the value of the first entry. */
  readonly palette: { readonly colours: Uint8Array; readonly first: number } | null;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Where the slice lies, for sorting a series; null where the file does not say. */
  readonly plane: Plane | null;
  readonly geometry: Geometry | null;
  readonly pixels: Element;
  /** The file, inflated as far as it is needed where it is deflated. */
  readonly source: ByteSource;
}

const PHOTOMETRIC: readonly string[] = ['MONOCHROME1', 'MONOCHROME2', 'RGB', 'PALETTE COLOR', 'YBR_FULL', 'YBR_FULL_422', 'YBR_RCT', 'YBR_ICT'];

/** Whole-slide images, whose frames are tiles of one picture. */
const WHOLE_SLIDE = '1.2.840.10008.5.1.4.1.1.77.1.6';

/** Bytes of a deflated file that its header is looked for in. */
const DEFLATED_START_BYTES = 2 ** 16;
/** A header with private elements, and room for what stands behind the pixels. */
const MAX_HEADER_BYTES = 2 ** 24;

/**
 * Reads what a DICOM file says of its image, without its pixels.
 *
 * @throws BadImage if it holds none, or one of a kind that is not read.
 */
export function readDicomHeader(file: ByteSource, codecs: Pick<Codecs, 'inflateRaw' | 'inflateRawStart'>): DicomHeader {
  const { syntax, start } = readTransferSyntax(file);
  if (!syntax.deflated) return headerOf(readDataSet(file, start, file.size, syntax), syntax, file);
  const source = bytesSource(inflatedStart(file.read(start, Math.min(DEFLATED_START_BYTES, file.size - start)), codecs));
  const header = headerOf(readDataSet(source, 0, source.size, syntax), syntax, source);
  checkHolds(pixelBytes(header), file.size, 'the DICOM header', true);
  return header;
}

/** The header together with all of the file's bytes, inflated where they are deflated. */
export function openDicom(bytes: Uint8Array, codecs: Pick<Codecs, 'inflateRaw' | 'inflateRawStart'>): DicomHeader {
  const header = readDicomHeader(bytesSource(bytes), codecs);
  if (!header.syntax.deflated) return header;
  const { start } = readTransferSyntax(bytesSource(bytes));
  const source = bytesSource(inflated(bytes.subarray(start), pixelBytes(header) + MAX_HEADER_BYTES, codecs));
  return headerOf(readDataSet(source, 0, source.size, header.syntax), header.syntax, source);
}

function inflatedStart(bytes: Uint8Array, codecs: Pick<Codecs, 'inflateRawStart'>): Uint8Array {
  try {
    return codecs.inflateRawStart(bytes);
  } catch (cause) {
    throw new BadImage('expected a deflated DICOM file, but its first bytes are damaged', { cause });
  }
}

function inflated(bytes: Uint8Array, maxBytes: number, codecs: Pick<Codecs, 'inflateRaw'>): Uint8Array {
  try {
    return codecs.inflateRaw(bytes, Math.min(maxBytes, bytes.length * MAX_DEFLATE_RATIO + 1));
  } catch (cause) {
    throw new BadImage('expected a deflated DICOM file, but it is damaged, was cut off or holds more than its header says', { cause });
  }
}

/** Bytes of all frames as they are stored where they are not packed. */
export function pixelBytes({ rows, columns, frames, samples, bitsAllocated, photometric, syntax }: DicomHeader): number {
  const perPixel = photometric === 'YBR_FULL_422' && syntax.coding === 'plain' ? 2 : samples;
  return Math.ceil((rows * columns * frames * perPixel * bitsAllocated) / 8);
}

function headerOf(data: DataSet, syntax: TransferSyntax, source: ByteSource): DicomHeader {
  const one = (tag: number): number | null => data.numbers(tag)[0] ?? null;
  const modality = data.text(TAG.modality) ?? '';
  const [rows, columns] = [one(TAG.rows), one(TAG.columns)];
  const { pixels } = data;
  if (pixels === null || rows === null || columns === null) throw new BadImage(`expected an image in the DICOM file, but it has no pixels${/^[A-Z]{2,16}$/.test(modality) ? ` (${modality})` : ''}`);
  if (data.text(TAG.sopClass) === WHOLE_SLIDE) throw new BadImage('expected an image or a volume in the DICOM file, but found tiles of a whole slide');
  checkPixels(columns, rows);
  const frames = Math.max(1, one(TAG.frames) ?? 1);
  const samples = one(TAG.samples) ?? 1;
  const bitsAllocated = one(TAG.bitsAllocated) ?? 0;
  const bitsStored = one(TAG.bitsStored) ?? bitsAllocated;
  const highBit = one(TAG.highBit) ?? bitsStored - 1;
  const signed = one(TAG.signed) === 1;
  const photometric = photometricOf(data.text(TAG.photometric), samples);
  const type = typeOf(pixels, bitsAllocated, signed);
  if (type !== 'float32' && type !== 'float64' && (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit < bitsStored - 1)) {
    throw new BadImage(`expected the bits of a pixel within the ${bitsAllocated} that the DICOM file gives it, but found ${bitsStored} up to bit ${highBit}`);
  }
  const palette = photometric === 'PALETTE COLOR' ? readPalette(data) : null;
  const scale = samples === 1 && palette === null ? readScale(data, modality) : null;
  const channels = palette === null ? samples : 3;
  countValues([frames, rows, columns, channels], 'a DICOM file');
  const range = signed ? ([-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] as const) : ([0, 2 ** bitsStored - 1] as const);
  const plane = readPlane(data);
  const header: DicomHeader = {
    syntax, modality, rows, columns, frames, samples, photometric, bitsAllocated, bitsStored, highBit, type, signed, scale, palette, plane, pixels, source,
    planar: samples > 1 && one(TAG.planar) === 1,
    patientId: data.text(TAG.patientId),
    studyUid: data.text(TAG.study),
    seriesUid: data.text(TAG.series),
    instanceNumber: one(TAG.instanceNumber),
    shape: frames === 1 ? [rows, columns, channels] : [frames, rows, columns, channels],
    dtype: palette !== null ? 'uint8' : dtypeOf(type, scale, type.startsWith('float') ? null : range),
    geometry: readGeometry(data, plane, frames),
  };
  if (!syntax.deflated) checkPixelBytes(header);
  return header;
}

function checkPixelBytes(header: DicomHeader): void {
  const { syntax, pixels, source } = header;
  const held = Math.max(0, source.size - pixels.start);
  if (syntax.coding === 'plain') {
    if (pixels.length === null) throw new BadImage('expected plain pixels in the DICOM file, but they are packed in fragments');
    checkHolds(pixelBytes(header), Math.min(held, pixels.length), 'the DICOM header');
    return;
  }
  // A block of 64 pixels takes at least a bit in JPEG; an even image can take far less in JPEG-LS and JPEG 2000.
  const ratio = syntax.coding === 'jpeg' ? 512 * (header.bitsAllocated / 8) : syntax.coding === 'rle' ? 64 : 2 ** 15;
  checkHolds(pixelBytes(header), held * ratio, 'the DICOM header');
}

function photometricOf(text: string | null, samples: number): Photometric {
  const name = text ?? '';
  const isGrey = name.startsWith('MONOCHROME') || name === 'PALETTE COLOR';
  if (PHOTOMETRIC.includes(name) && samples === (isGrey ? 1 : 3)) return name as Photometric;
  throw new BadImage(`expected a grey image of 1 sample or colours of 3 in the DICOM file, but found ${name === '' ? 'no photometric interpretation' : name.slice(0, 16)} of ${samples}`);
}

function typeOf({ tag }: Element, bits: number, signed: boolean): StoredType {
  if (tag === TAG.floatPixels) return 'float32';
  if (tag === TAG.doublePixels) return 'float64';
  if (bits === 1 && !signed) return 'uint8';
  if (tag === TAG.pixels && (bits === 8 || bits === 16 || bits === 32)) return `${signed ? 'int' : 'uint'}${bits}`;
  throw new BadImage(`expected 1, 8, 16 or 32 bits a pixel in the DICOM file, but found ${bits}`);
}

/** To Hounsfield units, dose or whatever the device measured; null where the values are these. */
function readScale(data: DataSet, modality: string): Scale | null {
  const dose = modality === 'RTDOSE' ? data.numbers(TAG.doseScaling)[0] : undefined;
  if (dose !== undefined && Number.isFinite(dose) && dose !== 0) return { slope: dose, intercept: 0 };
  const scales = scalesOf(data);
  const [first] = scales;
  if (!first) return null;
  if (!Number.isFinite(first.slope) || !Number.isFinite(first.intercept) || first.slope === 0) throw new BadImage(`expected numbers as rescale slope and intercept of the DICOM file, but found ${first.slope} and ${first.intercept}`);
  if (scales.some(({ slope, intercept }) => slope !== first.slope || intercept !== first.intercept)) throw new BadImage('expected one rescale for all frames of the DICOM file, but they differ');
  return first.slope === 1 && first.intercept === 0 ? null : first;
}

function scalesOf(data: DataSet): Scale[] {
  const inGroups = [...data.items(TAG.sharedGroups), ...data.items(TAG.frameGroups)].flatMap((group) => group.items(TAG.valueTransformation));
  return [data, ...inGroups].flatMap((each) => {
    const [slope, intercept] = [each.numbers(TAG.slope)[0], each.numbers(TAG.intercept)[0]];
    // Written, but left empty, it says nothing.
    return slope === undefined && intercept === undefined ? [] : [{ slope: slope ?? 1, intercept: intercept ?? 0 }];
  });
}

/** PS3.3, C.7.6.3.1.5: number of entries, first value, bits; entries of 16 bits lose their lower half. */
function readPalette(data: DataSet): DicomHeader['palette'] {
  const [written = 0, first = 0, bits = 0] = data.numbers(TAG.paletteShape);
  const entries = written === 0 ? 65_536 : written;
  const planes = [0, 1, 2].map((c) => data.bytes(TAG.palette + c));
  const colours = new Uint8Array(entries * 3);
  for (const [c, plane] of planes.entries()) {
    const wide = plane !== null && plane.length >= entries * 2;
    if (plane === null || plane.length < entries || (bits !== 8 && bits !== 16)) throw new BadImage(`expected a palette of ${entries} colours in the DICOM file, but found none that is read`);
    const high = data.element(TAG.palette + c)?.encoding.littleEndian === false ? 0 : 1;
    for (let i = 0; i < entries; i++) colours[i * 3 + c] = plane[wide ? i * 2 + (bits === 16 ? high : 1 - high) : i] as number;
  }
  return { colours, first };
}
