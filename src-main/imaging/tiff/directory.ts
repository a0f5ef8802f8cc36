import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';

/** The fields of one page. */
export interface Directory {
  /** The numbers of a field; none where it is missing or holds no whole numbers. */
  numbers(tag: number): readonly number[];
}

/** Bytes per number of each field type that holds whole numbers: byte, short, long. */
const BYTES: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4 };

const ENTRY_BYTES = 12;
/** Strips of the largest image, one a row, in three planes. */
const MAX_NUMBERS = 2 ** 20;

/** An image file directory: TIFF 6.0, section 2. */
export function readDirectory(source: ByteSource, at: number, littleEndian: boolean): { readonly directory: Directory; readonly next: number } {
  const counted = take(source, at, 2, 'a TIFF directory');
  const count = new DataView(counted.buffer, counted.byteOffset, 2).getUint16(0, littleEndian);
  // The block that it lies in may be gone with the next read.
  const bytes = new Uint8Array(take(source, at + 2, count * ENTRY_BYTES + 4, 'a TIFF directory'));
  const view = new DataView(bytes.buffer);
  const entries = new Map<number, number>();
  for (let i = 0; i < count; i++) entries.set(view.getUint16(i * ENTRY_BYTES, littleEndian), i * ENTRY_BYTES);
  return {
    directory: { numbers: (tag) => numbersAt(source, view, entries.get(tag), littleEndian) },
    next: view.getUint32(count * ENTRY_BYTES, littleEndian),
  };
}

function numbersAt(source: ByteSource, view: DataView, entry: number | undefined, littleEndian: boolean): readonly number[] {
  if (entry === undefined) return [];
  const size = BYTES[view.getUint16(entry + 2, littleEndian)];
  const count = view.getUint32(entry + 4, littleEndian);
  if (size === undefined) return [];
  if (count > MAX_NUMBERS) throw new BadImage(`expected at most ${MAX_NUMBERS} numbers in a field of a TIFF file, but found ${count}`);
  const inside = size * count <= 4;
  const bytes = inside ? null : take(source, view.getUint32(entry + 8, littleEndian), size * count, 'a field of a TIFF file');
  const values = bytes === null ? view : new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = inside ? entry + 8 : 0;
  return Array.from({ length: count }, (_, i) => {
    const place = start + i * size;
    if (size === 1) return values.getUint8(place);
    return size === 2 ? values.getUint16(place, littleEndian) : values.getUint32(place, littleEndian);
  });
}
