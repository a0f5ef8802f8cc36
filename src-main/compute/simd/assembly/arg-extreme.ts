/**
 * Where along the reduced axis the largest or smallest number stands, the first
 * of equals. NaN never wins, but a NaN at the very beginning stays, as in the
 * plain kernel.
 */
import { storeFirst } from './lanes';
import { Reduce, count, enterReduce, firstOuter, innerCount, lastOuter, resultOf, sourceOf } from './reduce-range';

class LargerFloat {
  @inline test(x: v128, best: v128): v128 {
    return f32x4.gt(x, best);
  }
  @inline one(x: usize, best: usize): bool {
    return load<f32>(x) > load<f32>(best);
  }
}

class SmallerFloat {
  @inline test(x: v128, best: v128): v128 {
    return f32x4.lt(x, best);
  }
  @inline one(x: usize, best: usize): bool {
    return load<f32>(x) < load<f32>(best);
  }
}

class LargerInt {
  @inline test(x: v128, best: v128): v128 {
    return i32x4.gt_s(x, best);
  }
  @inline one(x: usize, best: usize): bool {
    return load<i32>(x) > load<i32>(best);
  }
}

class SmallerInt {
  @inline test(x: v128, best: v128): v128 {
    return i32x4.lt_s(x, best);
  }
  @inline one(x: usize, best: usize): bool {
    return load<i32>(x) < load<i32>(best);
  }
}

/** `../op-codes.ts` gives the numbers their names. The reduced axis is one chunk. */
export function argExtreme(args: usize, task: i32): void {
  enterReduce(args, task);
  switch (load<i32>(args, Reduce.op)) {
    case 0: return search<LargerFloat>(args);
    case 1: return search<SmallerFloat>(args);
    case 2: return search<LargerInt>(args);
    case 3: return search<SmallerInt>(args);
    default: unreachable();
  }
}

// @ts-ignore: decorator
@inline
function search<Op>(args: usize): void {
  const inner = load<i32>(args, Reduce.inner);
  for (let outer = firstOuter; outer < lastOuter; ++outer) {
    const from = sourceOf(args, outer, 4);
    const to = resultOf(args, outer, 4);
    if (inner == 1) store<i32>(to, count < SHORT ? searchShortRow<Op>(from) : searchRow<Op>(from));
    else searchColumns<Op>(from, <usize>inner << 2, to);
  }
}

/** Rows up to here are faster one by one. */
const SHORT: i32 = 24;

// @ts-ignore: decorator
@inline
function searchShortRow<Op>(from: usize): i32 {
  const op = changetype<Op>(0);
  let best = from;
  const last = from + (<usize>count << 2);
  for (let at = from + 4; at < last; at += 4) {
    if (op.one(at, best)) best = at;
  }
  return <i32>((best - from) >> 2);
}

function searchRow<Op>(from: usize): i32 {
  const op = changetype<Op>(0);
  let best = v128.load32_splat(from);
  let places = i32x4.splat(0);
  let index = i32x4(0, 1, 2, 3);
  const four = i32x4.splat(4);
  let at = from;
  let left = count;
  for (; left >= 4; left -= 4) {
    const x = v128.load(at);
    const better = op.test(x, best);
    best = v128.bitselect(x, best, better);
    places = v128.bitselect(index, places, better);
    index = i32x4.add(index, four);
    at += 16;
  }
  // Four lanes that each hold the first of their best; the rest follows one by one, with the highest places.
  let place = i32x4.extract_lane(places, 0);
  let winner = v128.shuffle<i32>(best, best, 0, 0, 0, 0);
  for (let lane = 1; lane < 4; ++lane) {
    best = v128.shuffle<i32>(best, best, 1, 2, 3, 3);
    places = v128.shuffle<i32>(places, places, 1, 2, 3, 3);
    const other = v128.shuffle<i32>(best, best, 0, 0, 0, 0);
    const otherPlace = i32x4.extract_lane(places, 0);
    const better = v128.any_true(op.test(other, winner));
    const equal = !better && !v128.any_true(op.test(winner, other));
    if (better || (equal && otherPlace < place)) {
      winner = other;
      place = otherPlace;
    }
  }
  for (let i = count - left; i < count; ++i) {
    const x = v128.load32_splat(from + (<usize>i << 2));
    if (v128.any_true(op.test(x, winner))) {
      winner = x;
      place = i;
    }
  }
  return place;
}

function searchColumns<Op>(from: usize, step: usize, to: usize): void {
  const op = changetype<Op>(0);
  for (let column = 0; column < innerCount; column += 4) {
    let at = from + (<usize>column << 2);
    let best = v128.load(at);
    let places = i32x4.splat(0);
    let index = i32x4.splat(0);
    const one = i32x4.splat(1);
    for (let row = 1; row < count; ++row) {
      at += step;
      index = i32x4.add(index, one);
      const x = v128.load(at);
      const better = op.test(x, best);
      best = v128.bitselect(x, best, better);
      places = v128.bitselect(index, places, better);
    }
    if (innerCount - column >= 4) v128.store(to + (<usize>column << 2), places);
    else storeFirst(to + (<usize>column << 2), places, innerCount - column);
  }
}
