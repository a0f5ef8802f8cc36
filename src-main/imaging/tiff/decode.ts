import type { ArrayData, DenseArray } from '../../../src-shared/domain/array.ts';
import { DTYPE_MAX, DTYPE_MIN } from '../../../src-shared/domain/array.ts';
import { BadImage } from '../bad-image.ts';
import { bytesSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import { emptyArray, valuesFrom } from '../stored-values.ts';
import { pieceRowBytes, piecesOf, readTiffHeader } from './header.ts';
import type { TiffHeader, TiffPage } from './header.ts';
import { unpack, unpredict } from './unpack.ts';

/** Pixels of a TIFF file as [height, width, channel], or [page, height, width, channel] of a stack. */
export function decodeTiff(bytes: Uint8Array, codecs: Pick<Codecs, 'inflate'>): DenseArray {
  const header = readTiffHeader(bytesSource(bytes));
  const { shape, dtype, pages } = header;
  const data = emptyArray(dtype, shape.reduce((product, size) => product * size, 1));
  const step = data.length / pages.length;
  pages.forEach((page, i) => readPage(bytes, page, header, codecs, data.subarray(i * step, (i + 1) * step)));
  return { data, shape, dtype };
}

function readPage(bytes: Uint8Array, page: TiffPage, header: TiffHeader, codecs: Pick<Codecs, 'inflate'>, to: ArrayData): void {
  const { across, down, planes } = piecesOf(page);
  const stored = page.palette === null ? to : new Uint8Array(page.width * page.height);
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < down; row++) {
      for (let column = 0; column < across; column++) {
        const i = (plane * down + row) * across + column;
        const packed = bytes.subarray(page.offsets[i], (page.offsets[i] as number) + (page.byteCounts[i] as number));
        place(pieceValues(packed, page, row, header, codecs), page, { plane, row, column }, stored);
      }
    }
  }
  if (page.palette !== null) lookUp(stored, page.palette, to);
  else if (page.inverted) invert(to, page, header);
}

/** One number per sample of a strip or tile. */
function pieceValues(packed: Uint8Array, page: TiffPage, row: number, { littleEndian }: TiffHeader, codecs: Pick<Codecs, 'inflate'>): ArrayData {
  const rowBytes = pieceRowBytes(page);
  const isStrip = page.piece.width === page.width;
  // The last strip has but the rows that are left.
  const rows = isStrip ? Math.min(page.piece.height, page.height - row * page.piece.height) : page.piece.height;
  const bytes = unpack(packed, rows * rowBytes, page.piece.height * rowBytes, page.compression, codecs);
  const samples = page.planar ? 1 : page.samples;
  unpredict(bytes, rowBytes, page.bits, samples, page.predictor, littleEndian);
  if (page.bits >= 8) return valuesFrom(bytes, { type: page.type, littleEndian }, null);
  return spread(bytes, rows, rowBytes, page.piece.width * samples, page);
}

/** Samples of 1, 2 or 4 bits as bytes; grey is stretched to 0 … 255, as libtiff does it. */
function spread(bytes: Uint8Array, rows: number, rowBytes: number, perRow: number, { bits, palette }: TiffPage): Uint8Array {
  const values = new Uint8Array(rows * perRow);
  const mask = 2 ** bits - 1;
  const factor = palette === null ? 255 / mask : 1;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < perRow; x++) {
      const bit = x * bits;
      values[y * perRow + x] = (((bytes[y * rowBytes + (bit >> 3)] as number) >> (8 - bits - (bit & 7))) & mask) * factor;
    }
  }
  return values;
}

function place(values: ArrayData, page: TiffPage, at: { readonly plane: number; readonly row: number; readonly column: number }, to: ArrayData): void {
  const { width, height, piece, planar } = page;
  const perPixel = planar ? 1 : page.samples;
  const stride = page.palette === null ? page.samples : 1;
  const top = at.row * piece.height;
  const left = at.column * piece.width;
  const right = Math.min(left + piece.width, width);
  for (let y = top; y < Math.min(top + piece.height, height); y++) {
    let from = (y - top) * piece.width * perPixel;
    if (perPixel === stride) {
      to.set(values.subarray(from, from + (right - left) * perPixel) as never, (y * width + left) * stride);
      continue;
    }
    for (let x = left; x < right; x++) to[(y * width + x) * stride + at.plane] = values[from++] as number;
  }
}

function lookUp(indices: ArrayData, palette: Uint8Array, to: ArrayData): void {
  for (let i = 0; i < indices.length; i++) for (let c = 0; c < 3; c++) to[i * 3 + c] = palette[(indices[i] as number) * 3 + c] as number;
}

/** Where 0 is white, so that brighter is more, as everywhere else. */
function invert(to: ArrayData, { type }: TiffPage, { dtype }: TiffHeader): void {
  if (dtype === 'float32' || dtype === 'int32') throw new BadImage('expected 0 to be black in a TIFF file of real numbers or 32 bits, but it is white');
  const sum = type === 'int8' ? -1 : DTYPE_MAX[dtype] + DTYPE_MIN[dtype];
  for (let i = 0; i < to.length; i++) to[i] = sum - (to[i] as number);
}
