import { BadImage } from '../bad-image.ts';

/**
 * Undoes the row filters: PNG (third edition), section 9.
 *
 * @param filtered rows of one filter type and `rowBytes` bytes each, the first at `at`.
 * @param pixelBytes bytes per whole pixel, at least 1 and at most `rowBytes`: how far back "left" is.
 * @returns the rows without their filter types.
 */
export function unfilter(filtered: Uint8Array, at: number, height: number, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows = new Uint8Array(height * rowBytes);
  let from = at;
  for (let row = 0; row < height; row++) {
    const to = row * rowBytes;
    const above = to - rowBytes;
    const filter = filtered[from++] as number;
    // Above the first row lie zeros: Up is then None, and Paeth is Sub.
    if (filter === 0 || (filter === 2 && row === 0)) copy(filtered, from, rows, to, rowBytes);
    else if (filter === 1 || (filter === 4 && row === 0)) sub(filtered, from, rows, to, rowBytes, pixelBytes);
    else if (filter === 2) up(filtered, from, rows, to, rowBytes, above);
    else if (filter === 3 && row === 0) averageOfLeft(filtered, from, rows, to, rowBytes, pixelBytes);
    else if (filter === 3) average(filtered, from, rows, to, rowBytes, pixelBytes, above);
    else if (filter === 4) paeth(filtered, from, rows, to, rowBytes, pixelBytes, above);
    else throw new BadImage(`expected a PNG row filter from 0 to 4, but found ${filter} in row ${row}`);
    from += rowBytes;
  }
  return rows;
}

function copy(filtered: Uint8Array, from: number, rows: Uint8Array, to: number, count: number): void {
  for (let i = 0; i < count; i++) rows[to + i] = filtered[from + i] as number;
}

function sub(filtered: Uint8Array, from: number, rows: Uint8Array, to: number, count: number, pixel: number): void {
  copy(filtered, from, rows, to, pixel);
  for (let i = pixel; i < count; i++) rows[to + i] = (filtered[from + i] as number) + (rows[to + i - pixel] as number);
}

function up(filtered: Uint8Array, from: number, rows: Uint8Array, to: number, count: number, above: number): void {
  for (let i = 0; i < count; i++) rows[to + i] = (filtered[from + i] as number) + (rows[above + i] as number);
}

function averageOfLeft(filtered: Uint8Array, from: number, rows: Uint8Array, to: number, count: number, pixel: number): void {
  copy(filtered, from, rows, to, pixel);
  for (let i = pixel; i < count; i++) rows[to + i] = (filtered[from + i] as number) + ((rows[to + i - pixel] as number) >> 1);
}

function average(filtered: Uint8Array, from: number, rows: Uint8Array, to: number, count: number, pixel: number, above: number): void {
  for (let i = 0; i < pixel; i++) rows[to + i] = (filtered[from + i] as number) + ((rows[above + i] as number) >> 1);
  for (let i = pixel; i < count; i++) {
    const left = rows[to + i - pixel] as number;
    rows[to + i] = (filtered[from + i] as number) + ((left + (rows[above + i] as number)) >> 1);
  }
}

function paeth(filtered: Uint8Array, from: number, rows: Uint8Array, to: number, count: number, pixel: number, above: number): void {
  up(filtered, from, rows, to, pixel, above);
  for (let i = pixel; i < count; i++) {
    const left = rows[to + i - pixel] as number;
    const over = rows[above + i] as number;
    const corner = rows[above + i - pixel] as number;
    const toLeft = Math.abs(over - corner);
    const toOver = Math.abs(left - corner);
    const toCorner = Math.abs(left + over - 2 * corner);
    const nearest = toLeft <= toOver && toLeft <= toCorner ? left : toOver <= toCorner ? over : corner;
    rows[to + i] = (filtered[from + i] as number) + nearest;
  }
}
