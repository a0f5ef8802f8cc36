import type { DType } from '../../../src-shared/domain/array.ts';
import { BadImage } from '../bad-image.ts';
import { take, uint32 } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { checkPixels } from '../pixel-limit.ts';
import { ADAM7, passSize } from './adam7.ts';
import { chunks } from './chunks.ts';
import type { Chunk } from './chunks.ts';

/** Colour types as the IHDR chunk numbers them. */
export const COLOUR = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgba: 6 } as const;

/** The bit depths that each colour type may have, and its samples per pixel: PNG (third edition), table 8. */
const COLOUR_TYPES: Readonly<Record<number, { readonly depths: readonly number[]; readonly samples: number }>> = {
  [COLOUR.grey]: { depths: [1, 2, 4, 8, 16], samples: 1 },
  [COLOUR.rgb]: { depths: [8, 16], samples: 3 },
  [COLOUR.palette]: { depths: [1, 2, 4, 8], samples: 1 },
  [COLOUR.greyAlpha]: { depths: [8, 16], samples: 2 },
  [COLOUR.rgba]: { depths: [8, 16], samples: 4 },
};

/** How the pixels are stored. */
export interface PngLayout {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly depth: number;
  readonly colour: number;
  /** Stored samples per pixel: 1 for a palette's indices. */
  readonly samples: number;
  readonly interlaced: boolean;
}

export interface PngHeader {
  readonly layout: PngLayout;
  /** [height, width, channel] after palette and transparency are expanded. */
  readonly shape: readonly [number, number, number];
  readonly dtype: DType;
}

/** A deflate stream holds at most 1,032 bytes per byte: 258 per two bits. */
const MAX_RATIO = 1032;

export function readPngHeader(source: ByteSource): PngHeader {
  let layout: PngLayout | null = null;
  let transparent = false;
  for (const chunk of chunks(source)) {
    layout ??= readLayout(source, chunk);
    if (chunk.type === 'tRNS') transparent = true;
    if (chunk.type === 'IDAT') {
      checkHolds(layout, source.size);
      return headerOf(layout, transparent);
    }
  }
  throw new BadImage('expected pixels in the PNG file, but it has no IDAT chunk');
}

export function headerOf(layout: PngLayout, transparent: boolean): PngHeader {
  const { width, height, colour, depth } = layout;
  return { layout, shape: [height, width, channelsOf(colour, transparent)], dtype: depth === 16 ? 'uint16' : 'uint8' };
}

/** The IHDR chunk, which must come first. */
export function readLayout(source: ByteSource, chunk: Chunk): PngLayout {
  if (chunk.type !== 'IHDR' || chunk.length !== 13) {
    throw new BadImage(`expected a PNG file to begin with an IHDR chunk of 13 bytes, but found ${chunk.type} of ${chunk.length}`);
  }
  const bytes = take(source, chunk.start, 13, 'the IHDR chunk');
  const width = uint32(bytes, 0);
  const height = uint32(bytes, 4);
  const [depth = 0, colour = 0, compression, filter, interlace] = bytes.subarray(8);
  checkPixels(width, height);
  const type = COLOUR_TYPES[colour];
  if (!type) throw new BadImage(`expected a PNG colour type of 0, 2, 3, 4 or 6, but found ${colour}`);
  if (!type.depths.includes(depth)) throw new BadImage(`expected a depth of ${type.depths.join(' or ')} bits for PNG colour type ${colour}, but found ${depth}`);
  if (compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) {
    throw new BadImage(`expected PNG compression 0, filter 0 and interlace 0 or 1, but found ${compression}, ${filter} and ${interlace}`);
  }
  return { width, height, depth, colour, samples: type.samples, interlaced: interlace === 1 };
}

/** Bytes of the rows with their filter types, as they were deflated. */
export function filteredBytes(layout: PngLayout): number {
  if (!layout.interlaced) return layout.height * (1 + rowBytes(layout, layout.width));
  return ADAM7.reduce((sum, pass) => {
    const { width, height } = passSize(pass, layout);
    return width === 0 ? sum : sum + height * (1 + rowBytes(layout, width));
  }, 0);
}

export function rowBytes(layout: PngLayout, width: number): number {
  return Math.ceil((width * layout.samples * layout.depth) / 8);
}

/** @throws BadImage if that many compressed bytes cannot hold the pixels. */
export function checkHolds(layout: PngLayout, compressed: number): void {
  const needed = filteredBytes(layout);
  if (needed <= compressed * MAX_RATIO) return;
  throw new BadImage(`expected ${layout.width} x ${layout.height} pixels as its header says, but ${compressed} bytes cannot hold them`);
}

function channelsOf(colour: number, transparent: boolean): number {
  switch (colour) {
    case COLOUR.grey:
      return transparent ? 2 : 1;
    case COLOUR.greyAlpha:
      return 2;
    case COLOUR.rgba:
      return 4;
    default:
      return transparent ? 4 : 3;
  }
}
