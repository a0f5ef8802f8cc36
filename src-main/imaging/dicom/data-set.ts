import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { elements, isPixels, items, viewOf } from './elements.ts';
import type { Element, Encoding } from './elements.ts';

/**
 * The only elements that are ever looked at: geometry, coding, what kind of
 * image it is, and the number of its patient, of which only a keyed hash ever
 * leaves (`patientKey`). Names and dates are stepped over unread.
 */
export const TAG = {
  sopClass: 0x00080016, modality: 0x00080060, patientId: 0x00100020, sliceThickness: 0x00180050, spacingBetweenSlices: 0x00180088, imagerPixelSpacing: 0x00181164,
  study: 0x0020000d, series: 0x0020000e, instanceNumber: 0x00200013, position: 0x00200032, orientation: 0x00200037,
  planePosition: 0x00209113, planeOrientation: 0x00209116,
  samples: 0x00280002, photometric: 0x00280004, planar: 0x00280006, frames: 0x00280008, rows: 0x00280010, columns: 0x00280011, pixelSpacing: 0x00280030,
  bitsAllocated: 0x00280100, bitsStored: 0x00280101, highBit: 0x00280102, signed: 0x00280103,
  intercept: 0x00281052, slope: 0x00281053, paletteShape: 0x00281101, palette: 0x00281201, pixelMeasures: 0x00289110, valueTransformation: 0x00289145,
  frameOffsets: 0x3004000c, doseScaling: 0x3004000e, sharedGroups: 0x52009229, frameGroups: 0x52009230,
  floatPixels: 0x7fe00008, doublePixels: 0x7fe00009, pixels: 0x7fe00010,
} as const;

const WANTED: ReadonlySet<number> = new Set([...Object.values(TAG), TAG.paletteShape + 1, TAG.paletteShape + 2, TAG.palette + 1, TAG.palette + 2]);

/** Values longer than this are no text or number of ours. */
const MAX_VALUE_BYTES = 2 ** 20;

/** The elements of one data set, or of an item in a sequence of it. */
export interface DataSet {
  element(tag: number): Element | undefined;
  text(tag: number): string | null;
  /** Numbers that are written as text or in binary; those that are none are NaN. */
  numbers(tag: number): readonly number[];
  /** The raw value. */
  bytes(tag: number): Uint8Array | null;
  /** The items of a sequence. */
  items(tag: number): readonly DataSet[];
  /** The element of pixels, with which the data set ended; null where there are none. */
  readonly pixels: Element | null;
}

export function readDataSet(source: ByteSource, start: number, end: number, encoding: Encoding): DataSet {
  const found = new Map<number, Element>();
  let pixels: Element | null = null;
  for (const element of elements(source, start, end, encoding)) {
    if (isPixels(element)) pixels = element;
    else if (WANTED.has(element.tag)) found.set(element.tag, element);
  }
  const bytes = (tag: number): Uint8Array | null => {
    const element = found.get(tag);
    if (element === undefined || element.length === null || element.length > MAX_VALUE_BYTES) return null;
    return new Uint8Array(take(source, element.start, element.length, 'a DICOM value'));
  };
  const text = (tag: number): string | null => {
    const value = bytes(tag);
    return value === null ? null : String.fromCharCode(...value.subarray(0, 65_536)).replace(/[\0 ]+$/, '').trim();
  };
  return {
    pixels,
    text,
    bytes,
    element: (tag) => found.get(tag),
    numbers: (tag) => {
      const element = found.get(tag);
      const value = bytes(tag);
      if (element === undefined || value === null || value.length === 0) return [];
      const binary = binaryNumbers(element, value);
      return binary ?? (text(tag) ?? '').split('\\').map((word) => (word.trim() === '' ? NaN : Number(word)));
    },
    items: (tag) => {
      const element = found.get(tag);
      return element === undefined ? [] : [...items(source, element, end)].map((item) => readDataSet(source, item.start, item.end, item.encoding));
    },
  };
}

/** Numbers of types that are not text; where no type is written, those of group 28 up to (0028,0103) but three are binary. */
function binaryNumbers({ tag, vr, encoding }: Element, value: Uint8Array): number[] | null {
  const view = viewOf(value);
  const { littleEndian } = encoding;
  const all = (size: number, read: (at: number) => number) => Array.from({ length: Math.floor(value.length / size) }, (_, i) => read(i * size));
  const type = vr === '' || vr === 'UN' ? (IMPLICIT_SHORTS.has(tag) ? 'US' : '') : vr;
  switch (type) {
    case 'US':
      return all(2, (at) => view.getUint16(at, littleEndian));
    case 'SS':
      return all(2, (at) => view.getInt16(at, littleEndian));
    case 'UL':
      return all(4, (at) => view.getUint32(at, littleEndian));
    case 'SL':
      return all(4, (at) => view.getInt32(at, littleEndian));
    case 'FL':
      return all(4, (at) => view.getFloat32(at, littleEndian));
    case 'FD':
      return all(8, (at) => view.getFloat64(at, littleEndian));
    default:
      return null;
  }
}

const IMPLICIT_SHORTS: ReadonlySet<number> = new Set([
  TAG.samples, TAG.planar, TAG.rows, TAG.columns, TAG.bitsAllocated, TAG.bitsStored, TAG.highBit, TAG.signed, TAG.paletteShape, TAG.paletteShape + 1, TAG.paletteShape + 2,
]);
