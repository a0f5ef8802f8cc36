import { BadImage } from './bad-image.ts';
import type { ByteSource } from './byte-source.ts';
import type { Codecs } from './codecs.ts';
import { gunzipStart, isGzip } from './gzip.ts';
import { looksLikeDicom } from './dicom/sniff.ts';
import { niftiVersion } from './nifti/fields.ts';

/** File formats that are read. */
export const IMAGE_KINDS = ['png', 'jpeg', 'webp', 'bmp', 'tiff', 'nifti', 'metaimage', 'nrrd', 'npy', 'npz', 'dicom'] as const;
export type ImageKind = (typeof IMAGE_KINDS)[number];

/** The longest stretch that is looked at: to the magic of NIfTI-1, which stands at the end of its header. */
const SNIFF_BYTES = 348;

interface Magic {
  readonly name: string;
  readonly at: number;
  readonly bytes: readonly number[];
}

const READ: readonly { readonly kind: ImageKind; readonly at: number; readonly bytes: readonly number[] }[] = [
  // First, for the 128 bytes before are free, and some hold the header of a TIFF image as well.
  { kind: 'dicom', at: 128, bytes: ascii('DICM') },
  { kind: 'png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { kind: 'jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { kind: 'webp', at: 8, bytes: ascii('WEBP') },
  { kind: 'bmp', at: 0, bytes: ascii('BM') },
  { kind: 'tiff', at: 0, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { kind: 'tiff', at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { kind: 'tiff', at: 0, bytes: [0x49, 0x49, 0x2b, 0x00] },
  { kind: 'tiff', at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2b] },
  { kind: 'npy', at: 0, bytes: [0x93, ...ascii('NUMPY')] },
  { kind: 'npz', at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'nrrd', at: 0, bytes: ascii('NRRD000') },
  { kind: 'metaimage', at: 0, bytes: ascii('ObjectType') },
  { kind: 'metaimage', at: 0, bytes: ascii('NDims') },
];

/** Formats that are met where images are expected, to be refused by name. */
const KNOWN: readonly Magic[] = [
  { name: 'a GIF image', at: 0, bytes: ascii('GIF8') },
  { name: 'a HEIF or AVIF image', at: 4, bytes: ascii('ftyp') },
  { name: 'a JPEG 2000 image', at: 4, bytes: ascii('jP  ') },
  { name: 'a PDF document', at: 0, bytes: ascii('%PDF') },
  { name: 'a ZIP archive', at: 0, bytes: ascii('PK') },
  { name: 'an MGH volume', at: 0, bytes: [0, 0, 0, 1, 0, 0] },
  { name: 'a MINC volume', at: 0, bytes: [...ascii('CDF'), 1] },
  { name: 'an HDF5 file, perhaps a MINC volume', at: 0, bytes: [0x89, ...ascii('HDF')] },
  { name: 'the header of a PAR/REC pair', at: 0, bytes: ascii('# === DATA DESCRIPTION FILE') },
  { name: 'streamlines', at: 0, bytes: ascii('TRACK') },
  { name: 'streamlines', at: 0, bytes: ascii('mrtrix tracks') },
  { name: 'an ECAT volume', at: 0, bytes: ascii('MATRIX7') },
  { name: 'gzip-compressed data other than NIfTI', at: 0, bytes: [0x1f, 0x8b] },
  { name: 'markup text', at: 0, bytes: ascii('<') },
];

/** The kind of image by its first bytes, whatever the file is called; null if it is none that can be read. */
export function sniffSource(source: ByteSource, codecs: Pick<Codecs, 'gunzipStart'>): ImageKind | null {
  if (!isGzip(source)) return sniff(source.read(0, Math.min(SNIFF_BYTES, source.size)));
  return sniff(gunzipStart(source, codecs)) === 'nifti' ? 'nifti' : null;
}

function sniff(start: Uint8Array): ImageKind | null {
  const known = READ.find(({ at, bytes }) => matches(start, at, bytes));
  if (known) return known.kind;
  if (niftiVersion(start) !== null) return 'nifti';
  return looksLikeDicom(start) ? 'dicom' : null;
}

/** The sentence that refuses bytes of no kind that is read. */
export function notAnImage(source: ByteSource): BadImage {
  return new BadImage(`expected an image of a kind that is read, but found ${describe(source.read(0, Math.min(SNIFF_BYTES, source.size)))}`);
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
