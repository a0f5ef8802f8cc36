import type { DenseArray } from '../../../src-shared/domain/array.ts';
import { BadImage } from '../bad-image.ts';
import { bytesSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import { ADAM7, passSize, scatter } from './adam7.ts';
import { PIXEL_CHUNKS, checkSum } from './check-sum.ts';
import { chunks } from './chunks.ts';
import { COLOUR, checkHolds, filteredBytes, headerOf, readLayout, rowBytes } from './header.ts';
import type { PngLayout } from './header.ts';
import { expand, unpack } from './samples.ts';
import type { Palette } from './samples.ts';
import { unfilter } from './unfilter.ts';

/** The parts of a file that say what its pixels are. */
interface Parts {
  readonly layout: PngLayout;
  readonly palette: Palette | null;
  readonly transparency: Uint8Array | null;
  readonly idat: readonly Uint8Array[];
}

/**
 * Pixels of a PNG file as [height, width, channel], uint8 or (from 16 bits) uint16.
 *
 * Values are those in the file: no gamma, no colour profile. Palettes are
 * expanded to RGB, transparent colours to an alpha channel, and grey of fewer
 * than 8 bits to 0 … 255.
 *
 * @throws BadImage if the file is damaged.
 */
export function decodePng(bytes: Uint8Array, codecs: Pick<Codecs, 'inflate' | 'crc32'>): DenseArray<Uint8Array | Uint16Array> {
  const { layout, palette, transparency, idat } = readParts(bytes, codecs);
  const { shape, dtype } = headerOf(layout, transparency !== null);
  const filtered = inflatePixels(idat, layout, codecs);
  const samples = layout.interlaced ? readPasses(filtered, layout) : readRows(filtered, 0, layout, layout.width, layout.height);
  return { data: expand(samples, layout, palette, transparency), shape, dtype };
}

function readParts(bytes: Uint8Array, codecs: Pick<Codecs, 'crc32'>): Parts {
  let layout: PngLayout | null = null;
  let palette: Palette | null = null;
  let transparency: Uint8Array | null = null;
  const idat: Uint8Array[] = [];
  const source = bytesSource(bytes);
  for (const chunk of chunks(source)) {
    layout ??= readLayout(source, chunk);
    const data = bytes.subarray(chunk.start, chunk.start + chunk.length);
    if (PIXEL_CHUNKS.includes(chunk.type)) checkSum(source, chunk, codecs);
    if (chunk.type === 'IDAT') idat.push(data);
    else if (chunk.type === 'PLTE') palette ??= checkPalette(data);
    else if (chunk.type === 'tRNS' && idat.length === 0 && mayHaveKey(layout)) transparency = data;
    else if (isUnknownCritical(chunk.type)) throw new BadImage(`expected a PNG file without extensions, but found the critical chunk ${chunk.type}`);
  }
  if (layout === null || idat.length === 0) throw new BadImage('expected pixels in the PNG file, but it has no IDAT chunk');
  return { layout, palette, transparency, idat };
}

function checkPalette(data: Uint8Array): Palette {
  if (data.length % 3 === 0 && data.length >= 3 && data.length <= 768) return data;
  throw new BadImage(`expected a palette of 1 to 256 colours, but found ${data.length} bytes`);
}

/** Images with an alpha channel of their own ignore tRNS. */
function mayHaveKey(layout: PngLayout): boolean {
  return layout.colour !== COLOUR.greyAlpha && layout.colour !== COLOUR.rgba;
}

function isUnknownCritical(type: string): boolean {
  return type.charCodeAt(0) < 0x61 && !PIXEL_CHUNKS.includes(type);
}

function inflatePixels(idat: readonly Uint8Array[], layout: PngLayout, codecs: Pick<Codecs, 'inflate'>): Uint8Array {
  const compressed = join(idat);
  checkHolds(layout, compressed.length);
  const size = filteredBytes(layout);
  const filtered = inflate(compressed, size, codecs);
  if (filtered.length !== size) throw new BadImage(`expected ${size} bytes of PNG rows, but found ${filtered.length}`);
  return filtered;
}

function inflate(compressed: Uint8Array, size: number, codecs: Pick<Codecs, 'inflate'>): Uint8Array {
  try {
    return codecs.inflate(compressed, size);
  } catch (cause) {
    throw new BadImage(`expected deflated PNG rows of ${size} bytes, but the stream is damaged`, { cause });
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function readPasses(filtered: Uint8Array, layout: PngLayout): Uint8Array | Uint16Array {
  const count = layout.width * layout.height * layout.samples;
  const whole = layout.depth === 16 ? new Uint16Array(count) : new Uint8Array(count);
  let at = 0;
  for (const pass of ADAM7) {
    const { width, height } = passSize(pass, layout);
    if (width === 0 || height === 0) continue;
    scatter(readRows(filtered, at, layout, width, height), whole, pass, layout);
    at += height * (1 + rowBytes(layout, width));
  }
  return whole;
}

function readRows(filtered: Uint8Array, at: number, layout: PngLayout, width: number, height: number): Uint8Array | Uint16Array {
  const pixelBytes = Math.max(1, (layout.samples * layout.depth) / 8);
  return unpack(unfilter(filtered, at, height, rowBytes(layout, width), pixelBytes), layout, width, height);
}
