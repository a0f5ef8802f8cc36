import type { DenseArray } from '../../../src-shared/domain/array.ts';
import { BadImage } from '../bad-image.ts';
import { bytesSource } from '../byte-source.ts';
import { BMP, readBmpHeader, rowBytes } from './header.ts';
import type { BmpHeader } from './header.ts';

/** Pixels of a BMP file as [height, width, channel]: grey where its palette is, else RGB, or RGBA where it has alpha. */
export function decodeBmp(bytes: Uint8Array): DenseArray<Uint8Array> {
  const header = readBmpHeader(bytesSource(bytes));
  const { width, height, channels, palette, masks } = header;
  const data = new Uint8Array(width * height * channels);
  const body = bytes.subarray(header.dataStart);
  if (palette !== null) lookUp(indicesOf(body, header), palette, data, channels);
  else if (masks.length > 0) unpackMasks(body, header, data);
  else copyColours(body, header, data);
  return { data, shape: [height, width, channels], dtype: 'uint8' };
}

/** Where the row of a picture begins in the file. */
function rowStart({ topDown, height }: BmpHeader, y: number, bytesPerRow: number): number {
  return (topDown ? y : height - 1 - y) * bytesPerRow;
}

function copyColours(body: Uint8Array, header: BmpHeader, data: Uint8Array): void {
  const { width, height } = header;
  for (let y = 0; y < height; y++) {
    const row = rowStart(header, y, rowBytes(header));
    for (let x = 0; x < width; x++) for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = body[row + x * 3 + 2 - c] as number;
  }
}

function unpackMasks(body: Uint8Array, header: BmpHeader, data: Uint8Array): void {
  const { width, height, depth, channels } = header;
  const fields = header.masks.slice(0, channels).map((mask) => {
    const shift = 31 - Math.clz32(mask & -mask);
    return { mask: mask >>> shift, shift };
  });
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  for (let y = 0; y < height; y++) {
    const row = rowStart(header, y, rowBytes(header));
    for (let x = 0; x < width; x++) {
      const pixel = depth === 16 ? view.getUint16(row + x * 2, true) : view.getUint32(row + x * 4, true);
      fields.forEach(({ mask, shift }, c) => (data[(y * width + x) * channels + c] = Math.floor((((pixel >>> shift) & mask) >>> 0) * 255 / mask)));
    }
  }
}

function lookUp(indices: Uint8Array, palette: Uint8Array, data: Uint8Array, channels: number): void {
  const entries = palette.length / 3;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    if (index >= entries) throw new BadImage(`expected palette indices below ${entries}, but found ${index}`);
    for (let c = 0; c < channels; c++) data[i * channels + c] = palette[index * 3 + c] as number;
  }
}

/** Palette indices [height, width]. */
function indicesOf(body: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, depth, compression } = header;
  if (compression !== BMP.plain) return runs(body, header);
  const indices = new Uint8Array(width * height);
  const perByte = 8 / depth;
  for (let y = 0; y < height; y++) {
    const row = rowStart(header, y, rowBytes(header));
    for (let x = 0; x < width; x++) {
      const byte = body[row + Math.floor(x / perByte)] as number;
      indices[y * width + x] = (byte >> (8 - depth * ((x % perByte) + 1))) & (2 ** depth - 1);
    }
  }
  return indices;
}

/** Run-length coded rows from the lowest; what is skipped is the palette's first colour. */
function runs(body: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, topDown } = header;
  const narrow = header.compression === BMP.rle4;
  const indices = new Uint8Array(width * height);
  let x = 0;
  let y = 0;
  let at = 0;
  const next = (): number => {
    const byte = body[at++];
    if (byte === undefined) throw new BadImage('expected the end of the BMP image, but its runs were cut off');
    return byte;
  };
  const put = (index: number): void => {
    if (x >= width || y >= height) throw new BadImage('expected runs of pixels within the BMP image, but they lead outside');
    indices[(topDown ? y : height - 1 - y) * width + x++] = index;
  };
  // A nibble of a byte: the higher one first.
  const part = (byte: number, i: number): number => (narrow ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte);
  for (;;) {
    const count = next();
    const value = next();
    if (count > 0) {
      for (let i = 0; i < count; i++) put(part(value, i));
    } else if (value === 0) {
      x = 0;
      y++;
    } else if (value === 1) return indices;
    else if (value === 2) {
      x += next();
      y += next();
    } else {
      const start = at;
      for (let i = 0, byte = 0; i < value; i++) {
        if (!narrow || i % 2 === 0) byte = next();
        put(part(byte, i));
      }
      // Literal runs are filled up to words.
      if ((at - start) % 2 === 1) at++;
    }
  }
}
