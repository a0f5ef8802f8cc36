/** Lays the second operand of a product out in panels, so that a tile reads it in one stream: [panel][tap, row][column], zeros beyond the last column. */
import { columns } from './scratch';

export namespace Pack {
  export const from: usize = 0;
  export const to: usize = 4;
  /** Byte offset of each tap in the source. */
  export const taps: usize = 8;
  export const tapCount: usize = 12;
  export const rows: usize = 16;
  export const width: usize = 20;
  /** Bytes between rows and between columns of the source: one of them is 4. */
  export const rowStep: usize = 24;
  export const columnStep: usize = 28;
  export const size: usize = 32;
}

/** A task packs one tap of one panel. */
export function packPanels(args: usize, task: i32): void {
  packTap(args, task / load<i32>(args, Pack.tapCount), task % load<i32>(args, Pack.tapCount), load<usize>(args, Pack.to) + <usize>task * tapBytes(args));
}

/** Bytes of one tap of a panel. */
// @ts-ignore: decorator
@inline
export function tapBytes(args: usize): usize {
  return <usize>(load<i32>(args, Pack.rows) * columns()) << 2;
}

export function packTap(args: usize, panel: i32, tap: i32, to: usize): void {
  const rows = load<i32>(args, Pack.rows);
  const width = columns();
  const columnStep = load<usize>(args, Pack.columnStep);
  const valid = min(width, load<i32>(args, Pack.width) - panel * width);
  const from = load<usize>(args, Pack.from) + load<usize>(load<usize>(args, Pack.taps) + (<usize>tap << 2)) + <usize>(panel * width) * columnStep;
  if (columnStep == 4) copyRows(from, to, rows, load<usize>(args, Pack.rowStep), valid, width);
  else turnRows(from, to, rows, load<usize>(args, Pack.rowStep), columnStep, valid, width);
}

function copyRows(from: usize, to: usize, rows: i32, rowStep: usize, valid: i32, width: i32): void {
  const whole = valid & ~3;
  for (let row = 0; row < rows; ++row) {
    let j = 0;
    for (; j < whole; j += 4) v128.store(to + (<usize>j << 2), v128.load(from + (<usize>j << 2)));
    for (; j < valid; ++j) store<f32>(to + (<usize>j << 2), load<f32>(from + (<usize>j << 2)));
    for (; j < width; ++j) store<f32>(to + (<usize>j << 2), 0);
    from += rowStep;
    to += <usize>width << 2;
  }
}

/** Four rows by four columns at a time are turned in registers. */
function turnRows(from: usize, to: usize, rows: i32, rowStep: usize, columnStep: usize, valid: i32, width: i32): void {
  const lineBytes = <usize>width << 2;
  let row = 0;
  if (rowStep == 4) {
    for (; row + 4 <= rows; row += 4) {
      let j = 0;
      for (; j + 4 <= valid; j += 4) {
        const source = from + (<usize>row << 2) + <usize>j * columnStep;
        turn4(source, columnStep, to + <usize>row * lineBytes + (<usize>j << 2), lineBytes);
      }
      for (; j < width; ++j) {
        for (let r = row; r < row + 4; ++r) {
          const value: f32 = j < valid ? load<f32>(from + (<usize>r << 2) + <usize>j * columnStep) : 0;
          store<f32>(to + <usize>r * lineBytes + (<usize>j << 2), value);
        }
      }
    }
  }
  for (; row < rows; ++row) {
    for (let j = 0; j < width; ++j) {
      const value: f32 = j < valid ? load<f32>(from + <usize>row * rowStep + <usize>j * columnStep) : 0;
      store<f32>(to + <usize>row * lineBytes + (<usize>j << 2), value);
    }
  }
}

/** Writes a block of 4 x 4 floats with rows and columns exchanged. */
export function turn4(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromStep);
  const c = v128.load(from + 2 * fromStep);
  const d = v128.load(from + 3 * fromStep);
  const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i32>(ab0, cd0, 0, 1, 4, 5));
  v128.store(to + toStep, v128.shuffle<i32>(ab0, cd0, 2, 3, 6, 7));
  v128.store(to + 2 * toStep, v128.shuffle<i32>(ab1, cd1, 0, 1, 4, 5));
  v128.store(to + 3 * toStep, v128.shuffle<i32>(ab1, cd1, 2, 3, 6, 7));
}
