/** Softmax over rows [row, class], four rows at a time, a row in each lane. */
import { lanes, spread } from './cross-entropy';
import { exp4 } from './vector-math';

namespace Softmax {
  export const logits: usize = 0;
  export const to: usize = 4;
  export const rows: usize = 8;
  export const classes: usize = 12;
  export const rowsPerTask: usize = 16;
}

/** Classes that are summed before they are added to the row's sum: keeps the error of long rows small. */
const BLOCK: i32 = 256;

export function softmax(args: usize, task: i32): void {
  const perTask = load<i32>(args, Softmax.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, Softmax.rows));
  for (let row = first; row < last; row += 4) fourRows(args, row, min(4, last - row));
}

/** Lanes beyond `count` repeat the last row. */
function fourRows(args: usize, row: i32, count: i32): void {
  const classes = load<i32>(args, Softmax.classes);
  const lineBytes = <usize>classes << 2;
  const from = load<usize>(args, Softmax.logits) + <usize>row * lineBytes;
  const to = load<usize>(args, Softmax.to) + <usize>row * lineBytes;
  const second = lineBytes * <usize>min(1, count - 1);
  const third = lineBytes * <usize>min(2, count - 1);
  const fourth = lineBytes * <usize>min(3, count - 1);
  let highest = lanes(from, second, third, fourth);
  for (let k = 1; k < classes; ++k) highest = f32x4.max(highest, lanes(from + (<usize>k << 2), second, third, fourth));
  let sum = f32x4.splat(0);
  for (let block = 0; block < classes; block += BLOCK) {
    const end = min(block + BLOCK, classes);
    let part = f32x4.splat(0);
    for (let k = block; k < end; ++k) {
      const at = <usize>k << 2;
      const e = exp4(f32x4.sub(lanes(from + at, second, third, fourth), highest));
      part = f32x4.add(part, e);
      spread(to + at, second, third, fourth, e);
    }
    sum = f32x4.add(sum, part);
  }
  for (let k = 0; k < classes; ++k) {
    const at = to + (<usize>k << 2);
    spread(at, second, third, fourth, f32x4.div(lanes(at, second, third, fourth), sum));
  }
}
