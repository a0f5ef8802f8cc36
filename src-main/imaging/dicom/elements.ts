import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';

/** How the elements of a data set are written: PS3.5, annex A. */
export interface Encoding {
  readonly littleEndian: boolean;
  /** Whether each element names its type. */
  readonly explicit: boolean;
}

export interface Element {
  /** Group times 65,536 plus element. */
  readonly tag: number;
  /** Two letters, or none where they are not written. */
  readonly vr: string;
  /** Where its value begins. */
  readonly start: number;
  /** Bytes of its value; null where it lasts until a delimiter. */
  readonly length: number | null;
  readonly encoding: Encoding;
}

/** Types with a length of four bytes: PS3.5, section 7.1.2. */
const LONG: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

const UNDEFINED = 0xffffffff;
export const ITEM = { item: 0xfffee000, itemEnd: 0xfffee00d, sequenceEnd: 0xfffee0dd } as const;

const MAX_DEPTH = 16;

/** Pixels as real numbers, in double precision and as whole numbers: they are not walked over. */
const PIXELS: readonly number[] = [0x7fe00008, 0x7fe00009, 0x7fe00010];

export function isPixels({ tag }: Pick<Element, 'tag'>): boolean {
  return PIXELS.includes(tag);
}

/**
 * The elements of a data set in order; of sequences the outermost only. Ends
 * with the data set, at a delimiter, and behind the element of pixels.
 *
 * @throws BadImage where an element is damaged, when the walk gets there.
 */
export function* elements(source: ByteSource, start: number, end: number, encoding: Encoding): Generator<Element> {
  let at = start;
  // Trailing bytes of padding are no element.
  while (at + 8 <= end) {
    const element = elementAt(source, at, encoding);
    if (element.tag === ITEM.itemEnd || element.tag === ITEM.sequenceEnd) return;
    if (element.length !== null && element.start + element.length > end && !isPixels(element)) {
      throw new BadImage(`expected ${element.length} bytes of the DICOM element ${written(element.tag)} at byte ${element.start}, but found ${Math.max(0, end - element.start)}`);
    }
    yield element;
    if (isPixels(element)) return;
    at = endOf(source, element, end, 0);
  }
}

function elementAt(source: ByteSource, at: number, encoding: Encoding): Element {
  const view = viewOf(take(source, at, 8, 'a DICOM element'));
  const { littleEndian, explicit } = encoding;
  const tag = view.getUint16(0, littleEndian) * 0x10000 + view.getUint16(2, littleEndian);
  const isDelimiter = Math.floor(tag / 0x10000) === 0xfffe;
  if (!explicit || isDelimiter) return { tag, vr: '', start: at + 8, length: defined(view.getUint32(4, littleEndian)), encoding };
  const vr = String.fromCharCode(view.getUint8(4), view.getUint8(5));
  if (!/^[A-Z]{2}$/.test(vr)) throw new BadImage(`expected a type of two letters for the DICOM element ${written(tag)} at byte ${at}, but found other bytes`);
  if (!LONG.has(vr)) return { tag, vr, start: at + 8, length: view.getUint16(6, littleEndian), encoding };
  const length = viewOf(take(source, at + 8, 4, 'a DICOM element')).getUint32(0, littleEndian);
  // What is of unknown type and length is a sequence in the oldest encoding: PS3.5, section 6.2.2.
  const inner = vr === 'UN' && length === UNDEFINED ? { littleEndian: true, explicit: false } : encoding;
  return { tag, vr, start: at + 12, length: defined(length), encoding: inner };
}

function defined(length: number): number | null {
  return length === UNDEFINED ? null : length;
}

/** Where the next element begins. */
function endOf(source: ByteSource, element: Element, end: number, depth: number): number {
  if (element.length !== null) return element.start + element.length;
  if (depth >= MAX_DEPTH) throw new BadImage(`expected sequences of at most ${MAX_DEPTH} within each other in the DICOM file, but found more`);
  let at = element.start;
  while (at + 8 <= end) {
    const item = elementAt(source, at, element.encoding);
    if (item.tag === ITEM.sequenceEnd) return item.start;
    if (item.tag !== ITEM.item) throw new BadImage(`expected an item at byte ${at} of the DICOM file, but found ${written(item.tag)}`);
    at = item.length === null ? endOfItem(source, item, end, depth + 1) : item.start + item.length;
  }
  throw new BadImage(`expected the end of the DICOM sequence ${written(element.tag)}, but the file ends first`);
}

function endOfItem(source: ByteSource, item: Element, end: number, depth: number): number {
  let at = item.start;
  while (at + 8 <= end) {
    const element = elementAt(source, at, item.encoding);
    if (element.tag === ITEM.itemEnd) return element.start;
    at = endOf(source, element, end, depth);
  }
  throw new BadImage('expected the end of an item in the DICOM file, but the file ends first');
}

/** The data sets in a sequence. */
export function* items(source: ByteSource, sequence: Element, end: number): Generator<{ readonly start: number; readonly end: number; readonly encoding: Encoding }> {
  let at = sequence.start;
  const last = sequence.length === null ? end : Math.min(end, sequence.start + sequence.length);
  while (at + 8 <= last) {
    const item = elementAt(source, at, sequence.encoding);
    if (item.tag !== ITEM.item) return;
    const next = item.length === null ? endOfItem(source, item, last, 1) : item.start + item.length;
    yield { start: item.start, end: Math.min(next, last), encoding: sequence.encoding };
    at = next;
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** "(0028,0010)" */
export function written(tag: number): string {
  const hex = tag.toString(16).padStart(8, '0').toUpperCase();
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}
