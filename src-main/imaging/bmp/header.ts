import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { checkPixels } from '../pixel-limit.ts';

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Whether the first row is the upper one; usually it is the lowest. */
  readonly topDown: boolean;
  /** Bits per pixel. */
  readonly depth: number;
  readonly compression: number;
  /** [entry, red green blue]; null where pixels are colours themselves. */
  readonly palette: Uint8Array | null;
  /** Bits of red, green, blue and alpha within a pixel of 16 or 32; alpha may have none. */
  readonly masks: readonly number[];
  readonly dataStart: number;
  readonly channels: 1 | 3 | 4;
}

export const BMP = { plain: 0, rle8: 1, rle4: 2, bitfields: 3, alphaBitfields: 6 } as const;

/** Rows begin at multiples of four bytes. */
export function rowBytes({ width, depth }: Pick<BmpHeader, 'width' | 'depth'>): number {
  return Math.ceil((width * depth) / 32) * 4;
}

/** Runs hold at most 255 pixels in two bytes. */
const MAX_RLE_RATIO = 128;

/** @throws BadImage if the file is no Windows bitmap that is read, or cannot hold its pixels. */
export function readBmpHeader(source: ByteSource): BmpHeader {
  const start = take(source, 0, 18, 'a BMP header');
  const info = new DataView(start.buffer, start.byteOffset, 18).getUint32(14, true);
  const isCore = info === 12;
  if (!isCore && (info < 40 || info > 124)) throw new BadImage(`expected a BMP header of 12 or 40 to 124 bytes, but found ${info}`);
  const bytes = take(source, 0, 14 + info, 'a BMP header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const depth = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? BMP.plain : view.getUint32(30, true);
  const dataStart = view.getUint32(10, true);
  checkPixels(width, height);
  checkCoding(depth, compression);
  const masks = masksOf(source, view, info, depth, compression);
  const palette = depth <= 8 ? readPalette(source, 14 + info, isCore ? 3 : 4, isCore ? 0 : view.getUint32(46, true), depth, dataStart) : null;
  const header = { width, height, topDown: signedHeight < 0, depth, compression, palette, masks, dataStart, channels: channelsOf(palette, masks) };
  checkHolds(header, source.size);
  return header;
}

function checkCoding(depth: number, compression: number): void {
  const fits =
    (compression === BMP.plain && [1, 4, 8, 16, 24, 32].includes(depth)) ||
    (compression === BMP.rle8 && depth === 8) ||
    (compression === BMP.rle4 && depth === 4) ||
    ((compression === BMP.bitfields || compression === BMP.alphaBitfields) && (depth === 16 || depth === 32));
  if (!fits) throw new BadImage(`expected a BMP image of 1 to 32 bits, plain or run-length coded, but found ${depth} bits of coding ${compression}`);
}

function masksOf(source: ByteSource, view: DataView, info: number, depth: number, compression: number): readonly number[] {
  if (depth !== 16 && depth !== 32) return [];
  if (compression === BMP.plain) return depth === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  // They stand in a long header and behind a short one.
  const count = info >= 56 || compression === BMP.alphaBitfields ? 4 : 3;
  const bytes = info >= 52 ? view : viewOf(take(source, 14 + info, 4 * count, 'the colour masks of a BMP file'));
  const from = info >= 52 ? 54 : 0;
  const masks = [0, 1, 2, 3].map((i) => (i < count ? bytes.getUint32(from + 4 * i, true) : 0));
  if (masks.slice(0, 3).some((mask) => mask === 0)) throw new BadImage('expected colour masks in the BMP header, but one is empty');
  return masks;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Blue, green, red and, in all but the oldest files, a byte of nothing. */
function readPalette(source: ByteSource, at: number, step: number, used: number, depth: number, dataStart: number): Uint8Array {
  const entries = Math.min(used === 0 ? 2 ** depth : used, 2 ** depth, Math.floor(Math.max(0, dataStart - at) / step));
  if (entries < 1) throw new BadImage('expected a palette in the BMP file, but it has no room for one');
  const bytes = take(source, at, entries * step, 'the palette of a BMP file');
  const palette = new Uint8Array(entries * 3);
  for (let i = 0; i < entries; i++) for (let c = 0; c < 3; c++) palette[i * 3 + c] = bytes[i * step + 2 - c] as number;
  return palette;
}

/** A palette of greys only makes a grey image. */
function channelsOf(palette: Uint8Array | null, masks: readonly number[]): 1 | 3 | 4 {
  if (palette === null) return (masks[3] ?? 0) === 0 ? 3 : 4;
  for (let i = 0; i < palette.length; i += 3) if (palette[i] !== palette[i + 1] || palette[i] !== palette[i + 2]) return 3;
  return 1;
}

function checkHolds(header: Omit<BmpHeader, 'channels'>, size: number): void {
  const needed = rowBytes(header) * header.height;
  const isRuns = header.compression === BMP.rle8 || header.compression === BMP.rle4;
  const held = Math.max(0, size - header.dataStart);
  if (needed <= held * (isRuns ? MAX_RLE_RATIO : 1)) return;
  throw new BadImage(`expected ${header.width} x ${header.height} pixels as the BMP header says, but ${held} bytes cannot hold them`);
}
