/**
 * Softmax cross-entropy and its gradient in one pass over [row, class], four
 * rows at a time, a row in each lane.
 */
import { exp4, log4 } from './vector-math';

export namespace CrossEntropy {
  export const logits: usize = 0;
  /** int32 [row]. */
  export const labels: usize = 4;
  /** float32 [class]: what a label counts, divided by the sum over all labels. */
  export const shares: usize = 8;
  export const gradient: usize = 12;
  /** float64 [task]: sums of share · loss. */
  export const partials: usize = 16;
  export const rows: usize = 20;
  export const classes: usize = 24;
  export const ignore: usize = 28;
  export const rowsPerTask: usize = 32;
}

export function crossEntropy(args: usize, task: i32): void {
  const perTask = load<i32>(args, CrossEntropy.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, CrossEntropy.rows));
  let total: f64 = 0;
  for (let row = first; row < last; row += 4) total += fourRows(args, row, min(4, last - row));
  store<f64>(load<usize>(args, CrossEntropy.partials) + (<usize>task << 3), total);
}

/** Lanes beyond `count` repeat the last row and are written nowhere. */
function fourRows(args: usize, row: i32, count: i32): f64 {
  const classes = load<i32>(args, CrossEntropy.classes);
  const lineBytes = <usize>classes << 2;
  const from = load<usize>(args, CrossEntropy.logits) + <usize>row * lineBytes;
  const to = load<usize>(args, CrossEntropy.gradient) + <usize>row * lineBytes;
  const second = lineBytes * <usize>min(1, count - 1);
  const third = lineBytes * <usize>min(2, count - 1);
  const fourth = lineBytes * <usize>min(3, count - 1);
  let highest = lanes(from, second, third, fourth);
  for (let k = 1; k < classes; ++k) highest = f32x4.max(highest, lanes(from + (<usize>k << 2), second, third, fourth));
  let sum = f32x4.splat(0);
  for (let k = 0; k < classes; ++k) {
    const at = <usize>k << 2;
    const e = exp4(f32x4.sub(lanes(from + at, second, third, fourth), highest));
    sum = f32x4.add(sum, e);
    spread(to + at, second, third, fourth, e);
  }
  const own = labelValues(args, row, count, from, lineBytes);
  const shares = labelShares(args, row, count);
  const losses = f32x4.sub(f32x4.add(log4(sum), highest), own);
  const scale = f32x4.div(shares, sum);
  // A row that counts nothing has no gradient, whatever its logits.
  const counts = f32x4.ne(shares, f32x4.splat(0));
  for (let k = 0; k < classes; ++k) {
    const at = to + (<usize>k << 2);
    spread(at, second, third, fourth, v128.and(f32x4.mul(lanes(at, second, third, fourth), scale), counts));
  }
  let total: f64 = 0;
  for (let i = 0; i < count; ++i) {
    const label = load<i32>(load<usize>(args, CrossEntropy.labels) + (<usize>(row + i) << 2));
    if (label == load<i32>(args, CrossEntropy.ignore)) continue;
    const share = lane(shares, i);
    // Where a class counts nothing, an infinite loss must not make the sum NaN.
    if (share != 0) total += <f64>share * <f64>lane(losses, i);
    const at = to + <usize>i * lineBytes + (<usize>label << 2);
    store<f32>(at, load<f32>(at) - share);
  }
  return total;
}

/** An element of each of four rows; the steps go from the first row to the others. */
// @ts-ignore: decorator
@inline
export function lanes(at: usize, second: usize, third: usize, fourth: usize): v128 {
  let v = v128.load32_zero(at);
  v = v128.load32_lane(at + second, v, 1);
  v = v128.load32_lane(at + third, v, 2);
  return v128.load32_lane(at + fourth, v, 3);
}

/** Where rows are one and the same, the first of them has the last word. */
// @ts-ignore: decorator
@inline
export function spread(at: usize, second: usize, third: usize, fourth: usize, value: v128): void {
  v128.store32_lane(at + fourth, value, 3);
  v128.store32_lane(at + third, value, 2);
  v128.store32_lane(at + second, value, 1);
  v128.store32_lane(at, value, 0);
}

/** The logit of each row's label; 0 where the label is ignored. */
function labelValues(args: usize, row: i32, count: i32, from: usize, lineBytes: usize): v128 {
  let v = f32x4.splat(0);
  const a = labelValue(args, row, from);
  v = f32x4.replace_lane(v, 0, a);
  if (count > 1) v = f32x4.replace_lane(v, 1, labelValue(args, row + 1, from + lineBytes));
  if (count > 2) v = f32x4.replace_lane(v, 2, labelValue(args, row + 2, from + 2 * lineBytes));
  if (count > 3) v = f32x4.replace_lane(v, 3, labelValue(args, row + 3, from + 3 * lineBytes));
  return v;
}

function labelValue(args: usize, row: i32, line: usize): f32 {
  const label = load<i32>(load<usize>(args, CrossEntropy.labels) + (<usize>row << 2));
  return label == load<i32>(args, CrossEntropy.ignore) ? 0 : load<f32>(line + (<usize>label << 2));
}

function labelShares(args: usize, row: i32, count: i32): v128 {
  let v = f32x4.splat(0);
  v = f32x4.replace_lane(v, 0, labelShare(args, row));
  if (count > 1) v = f32x4.replace_lane(v, 1, labelShare(args, row + 1));
  if (count > 2) v = f32x4.replace_lane(v, 2, labelShare(args, row + 2));
  if (count > 3) v = f32x4.replace_lane(v, 3, labelShare(args, row + 3));
  return v;
}

function labelShare(args: usize, row: i32): f32 {
  const label = load<i32>(load<usize>(args, CrossEntropy.labels) + (<usize>row << 2));
  return label == load<i32>(args, CrossEntropy.ignore) ? 0 : load<f32>(load<usize>(args, CrossEntropy.shares) + (<usize>label << 2));
}

// @ts-ignore: decorator
@inline
function lane(v: v128, i: i32): f32 {
  switch (i) {
    case 0:
      return f32x4.extract_lane(v, 0);
    case 1:
      return f32x4.extract_lane(v, 1);
    case 2:
      return f32x4.extract_lane(v, 2);
    default:
      return f32x4.extract_lane(v, 3);
  }
}
