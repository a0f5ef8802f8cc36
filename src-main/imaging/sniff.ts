import { BadImage } from './bad-image.ts';

/** File formats that are read. */
export type ImageKind = 'png' | 'jpeg';

/** The longest stretch that the functions here look at. */
export const SNIFF_BYTES = 132;

interface Magic {
  readonly name: string;
  readonly at: number;
  readonly bytes: readonly number[];
}

const READ: Readonly<Record<ImageKind, readonly number[]>> = {
  png: [0x89, 0x50, 0x4e, 0x47],
  jpeg: [0xff, 0xd8, 0xff],
};

/** Formats that are met where images are expected, to be refused by name. */
const KNOWN: readonly Magic[] = [
  { name: 'a GIF image', at: 0, bytes: ascii('GIF8') },
  { name: 'a BMP image', at: 0, bytes: ascii('BM') },
  { name: 'a TIFF image', at: 0, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { name: 'a TIFF image', at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { name: 'a WebP image', at: 8, bytes: ascii('WEBP') },
  { name: 'a HEIF or AVIF image', at: 4, bytes: ascii('ftyp') },
  { name: 'a JPEG 2000 image', at: 4, bytes: ascii('jP  ') },
  { name: 'a DICOM file', at: 128, bytes: ascii('DICM') },
  { name: 'a PDF document', at: 0, bytes: ascii('%PDF') },
  { name: 'a ZIP archive', at: 0, bytes: ascii('PK') },
  { name: 'gzip-compressed data', at: 0, bytes: [0x1f, 0x8b] },
  { name: 'markup text', at: 0, bytes: ascii('<') },
];

/** The kind of image by its first bytes, whatever the file is called; null if it is none that can be read. */
export function sniff(start: Uint8Array): ImageKind | null {
  if (matches(start, 0, READ.png)) return 'png';
  if (matches(start, 0, READ.jpeg)) return 'jpeg';
  return null;
}

/** The sentence that refuses bytes of no kind that is read. */
export function notAnImage(start: Uint8Array): BadImage {
  return new BadImage(`expected a PNG or JPEG image, but found ${describe(start)}`);
}

function describe(start: Uint8Array): string {
  if (start.length === 0) return 'an empty file';
  if (start.every((byte) => byte === 0)) return 'nothing but zeros';
  const known = KNOWN.find((each) => matches(start, each.at, each.bytes));
  return known?.name ?? `the bytes ${[...start.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}

function matches(start: Uint8Array, at: number, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => start[at + i] === byte);
}

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
