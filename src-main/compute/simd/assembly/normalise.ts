/**
 * The passes of normalisation over [segment][row, channel]: a segment is the
 * whole batch, or one image. What is shared between channels (groups, layers)
 * is worked out from the channels' sums outside.
 *
 * Sums are taken about a pivot per channel, a value of the channel itself, so
 * that a large mean does not swallow a small variance; 128 rows at a time in
 * float32, then in float64.
 */
import { scratchBase } from './scratch';

export namespace Normalise {
  export const x: usize = 0;
  export const dy: usize = 4;
  export const out: usize = 8;
  export const segments: usize = 12;
  /** Of a segment. */
  export const rows: usize = 16;
  export const channels: usize = 20;
  export const rowsPerTask: usize = 24;
  export const tasksPerSegment: usize = 28;
  /** float64 [task][2][channel]. */
  export const partials: usize = 32;
  /** float32 [segment][channel] each: y = (x − pivot) · scale + shift. */
  export const pivot: usize = 36;
  export const scale: usize = 40;
  export const shift: usize = 44;
  /** For `applyGradient`: dx = a · dz + b · (x − pivot) + c. */
  export const a: usize = 48;
  export const b: usize = 52;
  export const c: usize = 56;
  export const relu: usize = 60;
}

const BLOCK_ROWS: i32 = 128;

/** Sums of x − pivot and of its square. */
export function moments(args: usize, task: i32): void {
  sumRows(args, task, false);
}

/** Sums of dz and of dz · (x − pivot), where dz is dy, or where a ReLU followed, dy where it let something through. */
export function gradientMoments(args: usize, task: i32): void {
  sumRows(args, task, true);
}

function sumRows(args: usize, task: i32, gradient: bool): void {
  const channels = load<i32>(args, Normalise.channels);
  const tasks = load<i32>(args, Normalise.tasksPerSegment);
  const segment = task / tasks;
  const rows = load<i32>(args, Normalise.rows);
  const perTask = load<i32>(args, Normalise.rowsPerTask);
  const first = (task - segment * tasks) * perTask;
  const last = min(first + perTask, rows);
  const sums = load<usize>(args, Normalise.partials) + (<usize>(task * channels) << 4);
  memory.fill(sums, 0, <usize>channels << 4);
  const tables = <usize>(segment * channels) << 2;
  const lineBytes = <usize>channels << 2;
  for (let row = first; row < last; row += BLOCK_ROWS) {
    const count = min(BLOCK_ROWS, last - row);
    const offset = <usize>(segment * rows + row) * lineBytes;
    const x = load<usize>(args, Normalise.x) + offset;
    const dy = load<usize>(args, Normalise.dy) + offset;
    for (let c = 0; c < channels; c += 8) {
      const place = <usize>c << 2;
      const pivot = load<usize>(args, Normalise.pivot) + tables + place;
      const scale = load<usize>(args, Normalise.scale) + tables + place;
      const shift = load<usize>(args, Normalise.shift) + tables + place;
      const to = scratchBase();
      if (!gradient) sum8(x + place, pivot, to, lineBytes, count);
      else if (load<i32>(args, Normalise.relu)) sumMasked8(x + place, dy + place, pivot, scale, shift, to, lineBytes, count);
      else sumProduct8(x + place, dy + place, pivot, to, lineBytes, count);
      addBlock(sums + (<usize>c << 3), to, min(8, channels - c), channels);
    }
  }
}

/** Adds a block's float32 sums [2][8] to the float64 ones [2][channel]. */
function addBlock(sums: usize, block: usize, count: i32, channels: i32): void {
  for (let j = 0; j < count; ++j) {
    const first = sums + (<usize>j << 3);
    const second = first + (<usize>channels << 3);
    store<f64>(first, load<f64>(first) + <f64>load<f32>(block + (<usize>j << 2)));
    store<f64>(second, load<f64>(second) + <f64>load<f32>(block + (<usize>j << 2), 32));
  }
}

// Eight channels at a time. Where fewer are left, what lies behind is read and thrown away: blocks of memory end with room for it.

function sum8(x: usize, pivot: usize, to: usize, lineBytes: usize, rows: i32): void {
  const p0 = v128.load(pivot);
  const p1 = v128.load(pivot, 16);
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let q0 = f32x4.splat(0);
  let q1 = f32x4.splat(0);
  for (; rows > 0; --rows) {
    const d0 = f32x4.sub(v128.load(x), p0);
    const d1 = f32x4.sub(v128.load(x, 16), p1);
    s0 = f32x4.add(s0, d0);
    s1 = f32x4.add(s1, d1);
    q0 = f32x4.relaxed_madd(d0, d0, q0);
    q1 = f32x4.relaxed_madd(d1, d1, q1);
    x += lineBytes;
  }
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, q0, 32);
  v128.store(to, q1, 48);
}

function sumProduct8(x: usize, dy: usize, pivot: usize, to: usize, lineBytes: usize, rows: i32): void {
  const p0 = v128.load(pivot);
  const p1 = v128.load(pivot, 16);
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let q0 = f32x4.splat(0);
  let q1 = f32x4.splat(0);
  for (; rows > 0; --rows) {
    const z0 = v128.load(dy);
    const z1 = v128.load(dy, 16);
    s0 = f32x4.add(s0, z0);
    s1 = f32x4.add(s1, z1);
    q0 = f32x4.relaxed_madd(z0, f32x4.sub(v128.load(x), p0), q0);
    q1 = f32x4.relaxed_madd(z1, f32x4.sub(v128.load(x, 16), p1), q1);
    x += lineBytes;
    dy += lineBytes;
  }
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, q0, 32);
  v128.store(to, q1, 48);
}

function sumMasked8(x: usize, dy: usize, pivot: usize, scale: usize, shift: usize, to: usize, lineBytes: usize, rows: i32): void {
  const zero = f32x4.splat(0);
  const p0 = v128.load(pivot);
  const p1 = v128.load(pivot, 16);
  const a0 = v128.load(scale);
  const a1 = v128.load(scale, 16);
  const b0 = v128.load(shift);
  const b1 = v128.load(shift, 16);
  let s0 = zero;
  let s1 = zero;
  let q0 = zero;
  let q1 = zero;
  for (; rows > 0; --rows) {
    const d0 = f32x4.sub(v128.load(x), p0);
    const d1 = f32x4.sub(v128.load(x, 16), p1);
    const z0 = v128.and(v128.load(dy), f32x4.gt(f32x4.relaxed_madd(d0, a0, b0), zero));
    const z1 = v128.and(v128.load(dy, 16), f32x4.gt(f32x4.relaxed_madd(d1, a1, b1), zero));
    s0 = f32x4.add(s0, z0);
    s1 = f32x4.add(s1, z1);
    q0 = f32x4.relaxed_madd(z0, d0, q0);
    q1 = f32x4.relaxed_madd(z1, d1, q1);
    x += lineBytes;
    dy += lineBytes;
  }
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, q0, 32);
  v128.store(to, q1, 48);
}

/** out = (x − pivot) · scale + shift, then ReLU if asked. */
export function applyAffine(args: usize, task: i32): void {
  const channels = load<i32>(args, Normalise.channels);
  const tasks = load<i32>(args, Normalise.tasksPerSegment);
  const segment = task / tasks;
  const rows = load<i32>(args, Normalise.rows);
  const perTask = load<i32>(args, Normalise.rowsPerTask);
  const first = (task - segment * tasks) * perTask;
  const count = min(first + perTask, rows) - first;
  const lineBytes = <usize>channels << 2;
  const offset = <usize>(segment * rows + first) * lineBytes;
  const tables = <usize>(segment * channels) << 2;
  const pivot = load<usize>(args, Normalise.pivot) + tables;
  const scale = load<usize>(args, Normalise.scale) + tables;
  const shift = load<usize>(args, Normalise.shift) + tables;
  const floor: f32 = load<i32>(args, Normalise.relu) ? 0 : <f32>-Infinity;
  let x = load<usize>(args, Normalise.x) + offset;
  let out = load<usize>(args, Normalise.out) + offset;
  for (let row = 0; row < count; ++row) {
    affineLine(x, out, pivot, scale, shift, channels, floor);
    x += lineBytes;
    out += lineBytes;
  }
}

function affineLine(x: usize, out: usize, pivot: usize, scale: usize, shift: usize, channels: i32, floor: f32): void {
  const low = f32x4.splat(floor);
  let c = 0;
  for (; c + 8 <= channels; c += 8) {
    const at = <usize>c << 2;
    const d0 = f32x4.sub(v128.load(x + at), v128.load(pivot + at));
    const d1 = f32x4.sub(v128.load(x + at, 16), v128.load(pivot + at, 16));
    const y0 = f32x4.relaxed_madd(d0, v128.load(scale + at), v128.load(shift + at));
    const y1 = f32x4.relaxed_madd(d1, v128.load(scale + at, 16), v128.load(shift + at, 16));
    v128.store(out + at, f32x4.pmax(y0, low));
    v128.store(out + at, f32x4.pmax(y1, low), 16);
  }
  for (; c < channels; ++c) {
    const at = <usize>c << 2;
    const d = f32x4.sub(v128.load32_splat(x + at), v128.load32_splat(pivot + at));
    const y = f32x4.relaxed_madd(d, v128.load32_splat(scale + at), v128.load32_splat(shift + at));
    v128.store32_lane(out + at, f32x4.pmax(y, low), 0);
  }
}

/** dx = a · dz + b · (x − pivot) + c. */
export function applyGradient(args: usize, task: i32): void {
  const channels = load<i32>(args, Normalise.channels);
  const tasks = load<i32>(args, Normalise.tasksPerSegment);
  const segment = task / tasks;
  const rows = load<i32>(args, Normalise.rows);
  const perTask = load<i32>(args, Normalise.rowsPerTask);
  const first = (task - segment * tasks) * perTask;
  const count = min(first + perTask, rows) - first;
  const lineBytes = <usize>channels << 2;
  const offset = <usize>(segment * rows + first) * lineBytes;
  const tables = <usize>(segment * channels) << 2;
  const relu = load<i32>(args, Normalise.relu);
  let x = load<usize>(args, Normalise.x) + offset;
  let dy = load<usize>(args, Normalise.dy) + offset;
  let out = load<usize>(args, Normalise.out) + offset;
  const a = load<usize>(args, Normalise.a) + tables;
  const b = load<usize>(args, Normalise.b) + tables;
  const c = load<usize>(args, Normalise.c) + tables;
  const pivot = load<usize>(args, Normalise.pivot) + tables;
  const scale = load<usize>(args, Normalise.scale) + tables;
  const shift = load<usize>(args, Normalise.shift) + tables;
  for (let row = 0; row < count; ++row) {
    if (relu) maskedGradientLine(x, dy, out, pivot, a, b, c, scale, shift, channels);
    else gradientLine(x, dy, out, pivot, a, b, c, channels);
    x += lineBytes;
    dy += lineBytes;
    out += lineBytes;
  }
}

function gradientLine(x: usize, dy: usize, out: usize, pivot: usize, a: usize, b: usize, c: usize, channels: i32): void {
  let j = 0;
  for (; j + 8 <= channels; j += 8) {
    const at = <usize>j << 2;
    const d0 = f32x4.sub(v128.load(x + at), v128.load(pivot + at));
    const d1 = f32x4.sub(v128.load(x + at, 16), v128.load(pivot + at, 16));
    const t0 = f32x4.relaxed_madd(d0, v128.load(b + at), v128.load(c + at));
    const t1 = f32x4.relaxed_madd(d1, v128.load(b + at, 16), v128.load(c + at, 16));
    v128.store(out + at, f32x4.relaxed_madd(v128.load(dy + at), v128.load(a + at), t0));
    v128.store(out + at, f32x4.relaxed_madd(v128.load(dy + at, 16), v128.load(a + at, 16), t1), 16);
  }
  for (; j < channels; ++j) {
    const at = <usize>j << 2;
    const d = f32x4.sub(v128.load32_splat(x + at), v128.load32_splat(pivot + at));
    const t = f32x4.relaxed_madd(d, v128.load32_splat(b + at), v128.load32_splat(c + at));
    v128.store32_lane(out + at, f32x4.relaxed_madd(v128.load32_splat(dy + at), v128.load32_splat(a + at), t), 0);
  }
}

function maskedGradientLine(x: usize, dy: usize, out: usize, pivot: usize, a: usize, b: usize, c: usize, scale: usize, shift: usize, channels: i32): void {
  const zero = f32x4.splat(0);
  let j = 0;
  for (; j + 8 <= channels; j += 8) {
    const at = <usize>j << 2;
    const d0 = f32x4.sub(v128.load(x + at), v128.load(pivot + at));
    const d1 = f32x4.sub(v128.load(x + at, 16), v128.load(pivot + at, 16));
    const z0 = v128.and(v128.load(dy + at), f32x4.gt(f32x4.relaxed_madd(d0, v128.load(scale + at), v128.load(shift + at)), zero));
    const z1 = v128.and(v128.load(dy + at, 16), f32x4.gt(f32x4.relaxed_madd(d1, v128.load(scale + at, 16), v128.load(shift + at, 16)), zero));
    const t0 = f32x4.relaxed_madd(d0, v128.load(b + at), v128.load(c + at));
    const t1 = f32x4.relaxed_madd(d1, v128.load(b + at, 16), v128.load(c + at, 16));
    v128.store(out + at, f32x4.relaxed_madd(z0, v128.load(a + at), t0));
    v128.store(out + at, f32x4.relaxed_madd(z1, v128.load(a + at, 16), t1), 16);
  }
  for (; j < channels; ++j) {
    const at = <usize>j << 2;
    const d = f32x4.sub(v128.load32_splat(x + at), v128.load32_splat(pivot + at));
    const z = v128.and(
      v128.load32_splat(dy + at),
      f32x4.gt(f32x4.relaxed_madd(d, v128.load32_splat(scale + at), v128.load32_splat(shift + at)), zero),
    );
    const t = f32x4.relaxed_madd(d, v128.load32_splat(b + at), v128.load32_splat(c + at));
    v128.store32_lane(out + at, f32x4.relaxed_madd(z, v128.load32_splat(a + at), t), 0);
  }
}
