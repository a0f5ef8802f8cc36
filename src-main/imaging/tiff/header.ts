import type { DType } from '../../../src-shared/domain/array.ts';
import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { checkPixels } from '../pixel-limit.ts';
import { MAX_DEFLATE_RATIO, countValues } from '../size-limit.ts';
import { dtypeOf } from '../stored-values.ts';
import type { StoredType } from '../stored-values.ts';
import { readDirectory } from './directory.ts';
import type { Directory } from './directory.ts';

/** One page of a TIFF file: how its pixels lie there. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** Stored values per pixel: 1 for a palette's indices. */
  readonly samples: number;
  readonly bits: number;
  readonly type: StoredType;
  readonly compression: number;
  /** Whether differences to the left are stored (2), or of floating point by byte (3). */
  readonly predictor: number;
  /** Whether each sample has a plane of its own. */
  readonly planar: boolean;
  /** Whether 0 is white. */
  readonly inverted: boolean;
  /** [entry, red green blue], eight bits each. */
  readonly palette: Uint8Array | null;
  /** The pixels come in pieces of this size: strips as wide as the page, or tiles. */
  readonly piece: { readonly width: number; readonly height: number };
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

export interface TiffHeader {
  readonly littleEndian: boolean;
  readonly pages: readonly TiffPage[];
  /** [height, width, channel] of one page, else [page, height, width, channel]. */
  readonly shape: readonly number[];
  readonly dtype: DType;
}

const TAG = {
  width: 256, height: 257, bits: 258, compression: 259, photometric: 262, fillOrder: 266, offsets: 273, samples: 277, rowsPerStrip: 278, byteCounts: 279,
  planar: 284, predictor: 317, palette: 320, tileWidth: 322, tileHeight: 323, tileOffsets: 324, tileByteCounts: 325, format: 339, subfile: 254,
} as const;

export const COMPRESSION = { none: 1, lzw: 5, deflate: 8, packBits: 32_773, oldDeflate: 32_946 } as const;

const REFUSED_COMPRESSION: Readonly<Record<number, string>> = { 2: 'fax', 3: 'fax', 4: 'fax', 6: 'JPEG', 7: 'JPEG', 34_712: 'JPEG 2000', 33_003: 'JPEG 2000', 33_005: 'JPEG 2000', 34_887: 'LERC', 34_925: 'LZMA', 50_000: 'Zstandard', 50_001: 'WebP' };

/** Bytes that one compressed byte can become at most. */
const MAX_RATIO: Readonly<Record<number, number>> = { [COMPRESSION.none]: 1, [COMPRESSION.lzw]: 3072, [COMPRESSION.packBits]: 64, [COMPRESSION.deflate]: MAX_DEFLATE_RATIO, [COMPRESSION.oldDeflate]: MAX_DEFLATE_RATIO };

const MAX_PAGES = 16_384;

/**
 * Reads what all pages of a TIFF file say of themselves: TIFF 6.0. Reduced
 * versions of the image are left out.
 *
 * @throws BadImage if one is of a kind that is not read, if they differ, or if the file cannot hold them.
 */
export function readTiffHeader(source: ByteSource): TiffHeader {
  const start = take(source, 0, 8, 'a TIFF header');
  const littleEndian = start[0] === 0x49;
  const view = new DataView(start.buffer, start.byteOffset, 8);
  if (view.getUint16(2, littleEndian) === 43) throw new BadImage('expected a TIFF file of at most 4 GiB, but found a BigTIFF file');
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  for (let at = view.getUint32(4, littleEndian); at !== 0; ) {
    if (seen.has(at)) throw new BadImage('expected the pages of the TIFF file one after the other, but they lead in a circle');
    if (seen.size >= MAX_PAGES) throw new BadImage(`expected at most ${MAX_PAGES} pages in a TIFF file, but found more`);
    seen.add(at);
    const { directory, next } = readDirectory(source, at, littleEndian);
    const isReduced = ((directory.numbers(TAG.subfile)[0] ?? 0) & 1) === 1;
    if (!isReduced) pages.push(readPage(directory, source.size));
    at = next;
  }
  const [first] = pages;
  if (!first) throw new BadImage('expected an image in the TIFF file, but it has no pages');
  pages.forEach((page, i) => checkAlike(page, first, i));
  const channels = first.palette === null ? first.samples : 3;
  countValues([pages.length, first.height, first.width, channels], 'a TIFF file');
  const page = [first.height, first.width, channels];
  return { littleEndian, pages, shape: pages.length === 1 ? page : [pages.length, ...page], dtype: dtypeOf(first.type, null) };
}

function readPage(directory: Directory, size: number): TiffPage {
  const one = (tag: number, other: number): number => directory.numbers(tag)[0] ?? other;
  const width = one(TAG.width, 0);
  const height = one(TAG.height, 0);
  checkPixels(width, height);
  const samples = one(TAG.samples, 1);
  const allBits = directory.numbers(TAG.bits);
  const bits = allBits[0] ?? 1;
  const compression = one(TAG.compression, 1);
  const photometric = one(TAG.photometric, 1);
  if (!(compression in MAX_RATIO)) throw new BadImage(`expected a TIFF file that is plain or packed by LZW, Deflate or PackBits, but found ${REFUSED_COMPRESSION[compression] ?? 'unknown'} compression (${compression})`);
  if (photometric > 3) throw new BadImage(`expected grey, RGB or a palette in a TIFF file, but found other colours (${photometric})`);
  if (samples < 1 || samples > 64 || allBits.some((each) => each !== bits)) throw new BadImage(`expected 1 to 64 samples of equal depth in a TIFF file, but found ${samples} of ${allBits.join(', ')} bits`);
  if (one(TAG.fillOrder, 1) !== 1) throw new BadImage('expected the first pixels of a TIFF file in the highest bits, but found them in the lowest');
  const type = typeOf(bits, one(TAG.format, 1));
  const isTiled = directory.numbers(TAG.tileOffsets).length > 0;
  const page = {
    width, height, samples, bits, type, compression,
    predictor: one(TAG.predictor, 1),
    planar: samples > 1 && one(TAG.planar, 1) === 2,
    inverted: photometric === 0,
    palette: photometric === 3 ? readPalette(directory.numbers(TAG.palette), bits, samples) : null,
    piece: isTiled ? { width: one(TAG.tileWidth, 0), height: one(TAG.tileHeight, 0) } : { width, height: Math.min(height, one(TAG.rowsPerStrip, height)) },
    offsets: directory.numbers(isTiled ? TAG.tileOffsets : TAG.offsets),
    byteCounts: directory.numbers(isTiled ? TAG.tileByteCounts : TAG.byteCounts),
  };
  checkPieces(page, size);
  return page;
}

function typeOf(bits: number, format: number): StoredType {
  const isWhole = format === 1 || format === 4;
  if (isWhole && (bits === 1 || bits === 2 || bits === 4 || bits === 8)) return 'uint8';
  if (isWhole && (bits === 16 || bits === 32)) return `uint${bits}`;
  if (format === 2 && (bits === 8 || bits === 16 || bits === 32)) return `int${bits}`;
  if (format === 3 && (bits === 16 || bits === 32 || bits === 64)) return `float${bits}`;
  throw new BadImage(`expected whole or real numbers of 1 to 64 bits in a TIFF file, but found ${bits} bits of format ${format}`);
}

/** All reds, then greens, then blues, of 16 bits each. */
function readPalette(values: readonly number[], bits: number, samples: number): Uint8Array {
  const entries = 2 ** bits;
  if (samples !== 1 || bits > 8 || values.length !== 3 * entries) throw new BadImage(`expected a palette of ${bits > 8 ? 'at most 256' : entries} colours in the TIFF file, but found ${values.length} numbers`);
  // Some programs wrote eight bits.
  const shift = values.every((value) => value < 256) ? 0 : 8;
  return Uint8Array.from({ length: 3 * entries }, (_, i) => (values[(i % 3) * entries + Math.floor(i / 3)] as number) >> shift);
}

/** Bytes of one row of a piece. */
export function pieceRowBytes({ piece, samples, bits, planar }: Pick<TiffPage, 'piece' | 'samples' | 'bits' | 'planar'>): number {
  return Math.ceil((piece.width * (planar ? 1 : samples) * bits) / 8);
}

export function piecesOf({ width, height, piece, samples, planar }: Pick<TiffPage, 'width' | 'height' | 'piece' | 'samples' | 'planar'>): { readonly across: number; readonly down: number; readonly planes: number } {
  return { across: Math.ceil(width / piece.width), down: Math.ceil(height / piece.height), planes: planar ? samples : 1 };
}

function checkPieces(page: TiffPage, size: number): void {
  if (page.piece.width < 1 || page.piece.height < 1) throw new BadImage('expected strips or tiles of at least 1 x 1 pixels in the TIFF file, but found empty ones');
  checkPixels(page.piece.width, page.piece.height);
  const { across, down, planes } = piecesOf(page);
  const count = across * down * planes;
  if (page.offsets.length < count || page.byteCounts.length < count) throw new BadImage(`expected ${count} strips or tiles in the TIFF file, but found ${Math.min(page.offsets.length, page.byteCounts.length)}`);
  for (let i = 0; i < count; i++) {
    const [offset, bytes] = [page.offsets[i] as number, page.byteCounts[i] as number];
    if (offset + bytes > size) throw new BadImage(`expected pixels of the TIFF file up to byte ${offset + bytes}, but it ends after ${size}`);
  }
  checkHolds(page, count);
}

/** The last strip may be shorter than the others; none can be less than a row. */
function checkHolds(page: TiffPage, count: number): void {
  const rows = page.piece.width === page.width ? page.height * (page.planar ? page.samples : 1) : count * page.piece.height;
  const needed = rows * pieceRowBytes(page);
  const held = page.byteCounts.slice(0, count).reduce((sum, bytes) => sum + bytes, 0);
  if (needed <= held * (MAX_RATIO[page.compression] ?? 1)) return;
  throw new BadImage(`expected ${page.width} x ${page.height} pixels as the TIFF header says, but ${held} bytes cannot hold them`);
}

function checkAlike(page: TiffPage, first: TiffPage, i: number): void {
  if (page.width === first.width && page.height === first.height && page.samples === first.samples && page.type === first.type && (page.palette === null) === (first.palette === null)) return;
  throw new BadImage(`expected pages of equal size and type in the TIFF file, but page ${i + 1} is ${page.width} x ${page.height} of ${page.samples} ${page.type}, and the first ${first.width} x ${first.height} of ${first.samples} ${first.type}`);
}
