/** The way back through ReLU and bias, in one pass over [row, channel]. */
import { zeroFloats } from './scratch';

export namespace ActivationBias {
  export const dy: usize = 0;
  /** The activation's result, or 0 where there was none. */
  export const y: usize = 4;
  /** Where dz goes; unused without y. */
  export const dz: usize = 8;
  /** Sums of each task: [task][channel]. */
  export const partials: usize = 12;
  export const rows: usize = 16;
  export const channels: usize = 20;
  export const rowsPerTask: usize = 24;
}

/**
 * Rows that are summed by themselves before they are added to the task's sums,
 * which keeps the error of long sums small. They are gone through once for every
 * sixteen channels, so a block of each array is small enough to stay in the
 * first-level cache.
 */
const MOST_BLOCK_ROWS: i32 = 256;
const LEAST_BLOCK_ROWS: i32 = 16;
const BLOCK_BYTES: i32 = 8192;

export function activationBias(args: usize, task: i32): void {
  const channels = load<i32>(args, ActivationBias.channels);
  const perTask = load<i32>(args, ActivationBias.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, ActivationBias.rows));
  const sums = load<usize>(args, ActivationBias.partials) + (<usize>(task * channels) << 2);
  zeroFloats(sums, channels);
  const y = load<usize>(args, ActivationBias.y);
  const lineBytes = <usize>channels << 2;
  const blockRows = min(MOST_BLOCK_ROWS, max(LEAST_BLOCK_ROWS, BLOCK_BYTES / <i32>lineBytes));
  for (let row = first; row < last; row += blockRows) {
    const rows = min(blockRows, last - row);
    const offset = <usize>row * lineBytes;
    const dy = load<usize>(args, ActivationBias.dy) + offset;
    if (y == 0) addRows(dy, sums, rows, channels);
    else maskRows(dy, y + offset, load<usize>(args, ActivationBias.dz) + offset, sums, rows, channels);
  }
}

function addRows(from: usize, sums: usize, rows: i32, channels: i32): void {
  const lineBytes = <usize>channels << 2;
  let c = 0;
  for (; c + 16 <= channels; c += 16) {
    const place = <usize>c << 2;
    let at = from + place;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    for (let row = rows; row > 0; --row) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      s2 = f32x4.add(s2, v128.load(at, 32));
      s3 = f32x4.add(s3, v128.load(at, 48));
      at += lineBytes;
    }
    add4(sums + place, s0, s1, s2, s3);
  }
  for (; c < channels; ++c) {
    const place = <usize>c << 2;
    let at = from + place;
    let sum: f32 = 0;
    for (let row = rows; row > 0; --row) {
      sum += load<f32>(at);
      at += lineBytes;
    }
    store<f32>(sums + place, load<f32>(sums + place) + sum);
  }
}

function maskRows(dy: usize, y: usize, dz: usize, sums: usize, rows: i32, channels: i32): void {
  const lineBytes = <usize>channels << 2;
  const zero = f32x4.splat(0);
  let c = 0;
  for (; c + 16 <= channels; c += 16) {
    const place = <usize>c << 2;
    let at = place;
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    for (let row = rows; row > 0; --row) {
      const z0 = v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), zero));
      const z1 = v128.and(v128.load(dy + at, 16), f32x4.gt(v128.load(y + at, 16), zero));
      const z2 = v128.and(v128.load(dy + at, 32), f32x4.gt(v128.load(y + at, 32), zero));
      const z3 = v128.and(v128.load(dy + at, 48), f32x4.gt(v128.load(y + at, 48), zero));
      v128.store(dz + at, z0);
      v128.store(dz + at, z1, 16);
      v128.store(dz + at, z2, 32);
      v128.store(dz + at, z3, 48);
      s0 = f32x4.add(s0, z0);
      s1 = f32x4.add(s1, z1);
      s2 = f32x4.add(s2, z2);
      s3 = f32x4.add(s3, z3);
      at += lineBytes;
    }
    add4(sums + place, s0, s1, s2, s3);
  }
  for (; c < channels; ++c) {
    let at = <usize>c << 2;
    const place = at;
    let sum: f32 = 0;
    for (let row = rows; row > 0; --row) {
      const z: f32 = load<f32>(y + at) > 0 ? load<f32>(dy + at) : 0;
      store<f32>(dz + at, z);
      sum += z;
      at += lineBytes;
    }
    store<f32>(sums + place, load<f32>(sums + place) + sum);
  }
}

// @ts-ignore: decorator
@inline
function add4(sums: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(sums, f32x4.add(v128.load(sums), s0));
  v128.store(sums, f32x4.add(v128.load(sums, 16), s1), 16);
  v128.store(sums, f32x4.add(v128.load(sums, 32), s2), 32);
  v128.store(sums, f32x4.add(v128.load(sums, 48), s3), 48);
}
