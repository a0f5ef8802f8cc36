/**
 * Sums and means of float32: eight numbers at a time as a tree in float32,
 * what comes of those in float64. So the error stays at three roundings,
 * however long the sum.
 */
import { zero } from './constants';
import { firstBytes } from './lanes';
import { Reduce, chunk, count, enterReduce, firstInner, firstOuter, innerCount, lastOuter, sourceOf } from './reduce-range';
import { scratchBase } from './scratch';

namespace Sum {
  /** What a sum is divided by, float64; where chunks are left, `addChunks` divides. */
  export const divisor: usize = 48;
}


/** Writes float32 results, or float64 sums of chunks. */
export function sum(args: usize, task: i32): void {
  enterReduce(args, task);
  const inner = load<i32>(args, Reduce.inner);
  if (inner == 1 && load<i32>(args, Reduce.chunks) == 1) {
    sumRows(args);
    return;
  }
  for (let outer = firstOuter; outer < lastOuter; ++outer) {
    const from = sourceOf(args, outer, 4);
    if (inner == 1) store<f64>(scratchBase(), sumRow(from, count));
    else sumColumns(from, <usize>inner << 2);
    const row = <usize>outer * load<usize>(args, Reduce.chunks) + <usize>chunk;
    finish(args, row * <usize>inner + <usize>firstInner);
  }
}

function sumRows(args: usize): void {
  const divisor = load<f64>(args, Sum.divisor);
  const step = <usize>count << 2;
  let from = sourceOf(args, firstOuter, 4);
  let to = load<usize>(args, Reduce.to) + (<usize>firstOuter << 2);
  for (let outer = firstOuter; outer < lastOuter; ++outer) {
    store<f32>(to, <f32>(sumRow(from, count) / divisor));
    from += step;
    to += 4;
  }
}

/** Takes sums from scratch to their places. */
function finish(args: usize, place: usize): void {
  const to = load<usize>(args, Reduce.to);
  if (load<i32>(args, Reduce.chunks) > 1) {
    memory.copy(to + (place << 3), scratchBase(), <usize>innerCount << 3);
    return;
  }
  divide(args, scratchBase(), to + (place << 2), innerCount);
}

function divide(args: usize, sums: usize, to: usize, length: i32): void {
  const divisor = load<f64>(args, Sum.divisor);
  for (let i: usize = 0; i < <usize>length; ++i) store<f32>(to + (i << 2), <f32>(load<f64>(sums + (i << 3)) / divisor));
}

/** Adds up the chunks' sums, [outer, chunk, inner] of float64. A task takes inner places of one outer place. */
export function addChunks(args: usize, task: i32): void {
  const chunks = load<i32>(args, Reduce.reduced);
  const inner = load<i32>(args, Reduce.inner);
  const groups = load<i32>(args, Reduce.groups);
  const groupLength = load<i32>(args, Reduce.groupLength);
  const outer = task / groups;
  const place = (task % groups) * groupLength;
  const length = min(groupLength, inner - place);
  const sums = scratchBase();
  const step = <usize>inner << 3;
  const from = load<usize>(args, Reduce.from) + <usize>(outer * chunks) * step + (<usize>place << 3);
  for (let i: usize = 0; i < <usize>length; ++i) {
    let total: f64 = 0;
    let at = from + (i << 3);
    for (let c = chunks; c > 0; --c) {
      total += load<f64>(at);
      at += step;
    }
    store<f64>(sums + (i << 3), total);
  }
  divide(args, sums, load<usize>(args, Reduce.to) + (<usize>(outer * inner + place) << 2), length);
}

function sumRow(first: usize, length: i32): f64 {
  let total = f64x2.splat(0);
  let from = first;
  let left = length;
  for (; left >= 32; left -= 32) {
    const a = f32x4.add(v128.load(from), v128.load(from, 16));
    const b = f32x4.add(v128.load(from, 32), v128.load(from, 48));
    const c = f32x4.add(v128.load(from, 64), v128.load(from, 80));
    const d = f32x4.add(v128.load(from, 96), v128.load(from, 112));
    const x = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    total = f64x2.add(total, f64x2.add(low(x), high(x)));
    from += 128;
  }
  for (; left > 0; left -= 4) {
    const x = v128.and(v128.load(from), firstBytes(min(left, 4) << 2));
    total = f64x2.add(total, f64x2.add(low(x), high(x)));
    from += 16;
  }
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** Two of four floats as float64. */
// @ts-ignore: decorator
@inline
function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline
function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3));
}

/** Sums of columns into scratch, as float64: `count` rows that lie `step` apart. */
function sumColumns(first: usize, step: usize): void {
  const sums = scratchBase();
  memory.fill(sums, 0, (<usize>innerCount << 3) + 64);
  let from = first;
  let left = count;
  for (; left >= 8; left -= 8) {
    addRows(from, step, sums);
    from += step << 3;
  }
  for (; left > 0; --left) {
    addRow(from, sums);
    from += step;
  }
}

/** Adds eight rows to the sums, all columns of them: so they are read in eight even streams. */
function addRows(first: usize, step: usize, firstSum: usize): void {
  let p = first;
  let q = p + step;
  let r = q + step;
  let s = r + step;
  let t = s + step;
  let u = t + step;
  let v = u + step;
  let w = v + step;
  let sums = firstSum;
  for (let left = innerCount; left > 0; left -= 8) {
    const a = f32x4.add(v128.load(p), v128.load(q));
    const b = f32x4.add(v128.load(r), v128.load(s));
    const c = f32x4.add(v128.load(t), v128.load(u));
    const d = f32x4.add(v128.load(v), v128.load(w));
    const e = f32x4.add(v128.load(p, 16), v128.load(q, 16));
    const f = f32x4.add(v128.load(r, 16), v128.load(s, 16));
    const g = f32x4.add(v128.load(t, 16), v128.load(u, 16));
    const h = f32x4.add(v128.load(v, 16), v128.load(w, 16));
    addToSums(sums, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h)));
    p += 32;
    q += 32;
    r += 32;
    s += 32;
    t += 32;
    u += 32;
    v += 32;
    w += 32;
    sums += 64;
  }
}

function addRow(first: usize, firstSum: usize): void {
  let from = first;
  let sums = firstSum;
  for (let left = innerCount; left > 0; left -= 8) {
    addToSums(sums, v128.load(from), v128.load(from, 16));
    from += 32;
    sums += 64;
  }
}

/** Adds eight floats to eight sums. */
// @ts-ignore: decorator
@inline
function addToSums(sums: usize, x: v128, y: v128): void {
  const a = f64x2.add(v128.load(sums), low(x));
  const b = f64x2.add(v128.load(sums, 16), high(x));
  const c = f64x2.add(v128.load(sums, 32), low(y));
  const d = f64x2.add(v128.load(sums, 48), high(y));
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
}
