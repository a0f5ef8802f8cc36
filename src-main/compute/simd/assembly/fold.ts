/** Reductions whose steps may be taken in any order: maximum, minimum, sums of integers, any, all. */
import { infinite, signBit, zero } from './constants';
import { firstBytes } from './lanes';
import { Reduce, count, enterReduce, firstOuter, innerCount, lastOuter, resultOf, sourceOf } from './reduce-range';

/**
 * `start` changes nothing that is joined with it. NaN is marked aside, since
 * the maximum that keeps it takes eight instructions on x86, and this takes one.
 */
class MaximumFloat {
  @inline start(): v128 {
    return f32x4.neg(infinite());
  }
  @inline join(a: v128, b: v128): v128 {
    return f32x4.pmax(a, b);
  }
  @inline mark(marks: v128, x: v128): v128 {
    return v128.or(marks, f32x4.ne(x, x));
  }
}

class MinimumFloat {
  @inline start(): v128 {
    return infinite();
  }
  @inline join(a: v128, b: v128): v128 {
    return f32x4.pmin(a, b);
  }
  @inline mark(marks: v128, x: v128): v128 {
    return v128.or(marks, f32x4.ne(x, x));
  }
}

class MaximumInt {
  @inline start(): v128 {
    return signBit();
  }
  @inline join(a: v128, b: v128): v128 {
    return i32x4.max_s(a, b);
  }
  @inline mark(marks: v128, x: v128): v128 {
    return marks;
  }
}

class MinimumInt {
  @inline start(): v128 {
    return v128.not(signBit());
  }
  @inline join(a: v128, b: v128): v128 {
    return i32x4.min_s(a, b);
  }
  @inline mark(marks: v128, x: v128): v128 {
    return marks;
  }
}

class SumInt {
  @inline start(): v128 {
    return zero();
  }
  @inline join(a: v128, b: v128): v128 {
    return i32x4.add(a, b);
  }
  @inline mark(marks: v128, x: v128): v128 {
    return marks;
  }
}

class Any {
  @inline start(): v128 {
    return zero();
  }
  @inline join(a: v128, b: v128): v128 {
    return v128.or(a, b);
  }
  @inline mark(marks: v128, x: v128): v128 {
    return marks;
  }
}

/** Bytes are 0 or 1. */
class All {
  @inline start(): v128 {
    return i8x16.splat(1);
  }
  @inline join(a: v128, b: v128): v128 {
    return v128.and(a, b);
  }
  @inline mark(marks: v128, x: v128): v128 {
    return marks;
  }
}

/** `../op-codes.ts` gives the numbers their names; from 5 on elements are bytes. */
export function fold(args: usize, task: i32): void {
  enterReduce(args, task);
  switch (load<i32>(args, Reduce.op)) {
    case 0: return foldRange<MaximumFloat>(args, 4);
    case 1: return foldRange<MinimumFloat>(args, 4);
    case 2: return foldRange<MaximumInt>(args, 4);
    case 3: return foldRange<MinimumInt>(args, 4);
    case 4: return foldRange<SumInt>(args, 4);
    case 5: return foldRange<Any>(args, 1);
    case 6: return foldRange<All>(args, 1);
    default: unreachable();
  }
}

// @ts-ignore: decorator
@inline
function foldRange<Op>(args: usize, size: usize): void {
  const inner = load<i32>(args, Reduce.inner);
  for (let outer = firstOuter; outer < lastOuter; ++outer) {
    const from = sourceOf(args, outer, size);
    const to = resultOf(args, outer, size);
    if (inner == 1) storeElement(to, across<Op>(foldRow<Op>(from, <usize>count * size), size), size);
    else foldColumns<Op>(from, <usize>inner * size, to, <usize>innerCount * size);
  }
}

// @ts-ignore: decorator
@inline
function storeElement(to: usize, value: v128, size: usize): void {
  if (size == 4) v128.store32_lane(to, value, 0);
  else v128.store8_lane(to, value, 0);
}

/** A row of bytes as one vector; NaN where one was marked, since a mask of set bits is one. */
function foldRow<Op>(first: usize, bytes: usize): v128 {
  const op = changetype<Op>(0);
  let a = op.start();
  let b = a;
  let c = a;
  let d = a;
  let marks = zero();
  let from = first;
  let left = <i32>bytes;
  for (; left >= 64; left -= 64) {
    const w = v128.load(from);
    const x = v128.load(from, 16);
    const y = v128.load(from, 32);
    const z = v128.load(from, 48);
    a = op.join(a, w);
    b = op.join(b, x);
    c = op.join(c, y);
    d = op.join(d, z);
    marks = op.mark(op.mark(op.mark(op.mark(marks, w), x), y), z);
    from += 64;
  }
  for (; left >= 16; left -= 16) {
    const x = v128.load(from);
    a = op.join(a, x);
    marks = op.mark(marks, x);
    from += 16;
  }
  if (left > 0) {
    const x = v128.bitselect(v128.load(from), op.start(), firstBytes(left));
    b = op.join(b, x);
    marks = op.mark(marks, x);
  }
  return v128.or(op.join(op.join(a, b), op.join(c, d)), marks);
}

/** All lanes into the first. */
function across<Op>(value: v128, size: usize): v128 {
  const y = acrossTwo<Op>(value, v128.shuffle<i32>(value, value, 2, 3, 2, 3));
  const z = acrossTwo<Op>(y, v128.shuffle<i32>(y, y, 1, 1, 1, 1));
  if (size == 4) return z;
  const u = acrossTwo<Op>(z, v128.shuffle<i16>(z, z, 1, 1, 1, 1, 1, 1, 1, 1));
  return acrossTwo<Op>(u, i8x16.shuffle(u, u, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
}

// @ts-ignore: decorator
@inline
function acrossTwo<Op>(a: v128, b: v128): v128 {
  const op = changetype<Op>(0);
  return v128.or(op.join(a, b), op.mark(op.mark(zero(), a), b));
}

/** Rows that are gone through before the next columns: they stay in the cache. */
const BLOCK_ROWS: i32 = 16;

/** `count` rows of `bytes` that lie `step` apart, column by column. */
function foldColumns<Op>(first: usize, step: usize, to: usize, bytes: usize): void {
  let from = first;
  for (let row = 0; row < count; row += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, count - row);
    for (let at: usize = 0; at < bytes; at += 64) foldBlock<Op>(from + at, step, rows, to + at, <i32>(bytes - at), row > 0);
    from += <usize>rows * step;
  }
}

/** Sixty-four bytes of some rows, joined with what earlier rows gave. */
function foldBlock<Op>(from: usize, step: usize, rows: i32, to: usize, bytes: i32, more: bool): void {
  const op = changetype<Op>(0);
  let a = more ? v128.load(to) : op.start();
  let b = more ? v128.load(to, 16) : op.start();
  let c = more ? v128.load(to, 32) : op.start();
  let d = more ? v128.load(to, 48) : op.start();
  let marksA = op.mark(zero(), a);
  let marksB = op.mark(zero(), b);
  let marksC = op.mark(zero(), c);
  let marksD = op.mark(zero(), d);
  let source = from;
  for (let i = rows; i > 0; --i) {
    const w = v128.load(source);
    const x = v128.load(source, 16);
    const y = v128.load(source, 32);
    const z = v128.load(source, 48);
    a = op.join(a, w);
    b = op.join(b, x);
    c = op.join(c, y);
    d = op.join(d, z);
    marksA = op.mark(marksA, w);
    marksB = op.mark(marksB, x);
    marksC = op.mark(marksC, y);
    marksD = op.mark(marksD, z);
    source += step;
  }
  storeBytes(to, v128.or(a, marksA), v128.or(b, marksB), v128.or(c, marksC), v128.or(d, marksD), bytes);
}

/** Stores four vectors, or as many of their bytes as there are. */
function storeBytes(to: usize, a: v128, b: v128, c: v128, d: v128, bytes: i32): void {
  if (bytes >= 64) {
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
    return;
  }
  let left = bytes;
  let next = a;
  if (left >= 16) {
    v128.store(to, a);
    next = b;
  }
  if (left >= 32) {
    v128.store(to, b, 16);
    next = c;
  }
  if (left >= 48) {
    v128.store(to, c, 32);
    next = d;
  }
  let place = to + <usize>(left & ~15);
  left &= 15;
  for (; left > 0; --left) {
    v128.store8_lane(place++, next, 0);
    next = i8x16.shuffle(next, next, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15);
  }
}
