/** Kernels that take each element for itself. A task is a stretch of elements. */
import { bytesOfMasks, storeFirst, storeMaskBytes, wordsOfBytes } from './lanes';
import {
  Abs, AbsInt, Ceil, Clip, Elu, Exp, Expm1, FloatOfInt, Floor, IntOfFloat, IsFinite, IsInfinite, IsNan, LeakyRelu, Log, Log1p, Negate, NegateInt,
  NonZeroFloat, NonZeroInt, Reciprocal, Relu, Relu6, ReluInt, Round, Rsqrt, Sigmoid, Sign, Softplus, Sqrt, Square, SquareInt, Step, Tanh,
} from './unary-ops';

/** Arguments, in bytes from their beginning. */
namespace Unary {
  export const op: usize = 0;
  export const from: usize = 4;
  export const to: usize = 8;
  export const count: usize = 12;
  export const perTask: usize = 16;
  /** f32 */
  export const p: usize = 20;
  export const q: usize = 24;
}

let from: usize = 0;
let to: usize = 0;
let count: i32 = 0;

/** Finds the task's stretch, given the sizes of elements in bytes. */
function enter(args: usize, task: i32, fromSize: usize, toSize: usize): void {
  const perTask = load<i32>(args, Unary.perTask);
  const first = task * perTask;
  count = min(perTask, load<i32>(args, Unary.count) - first);
  from = load<usize>(args, Unary.from) + <usize>first * fromSize;
  to = load<usize>(args, Unary.to) + <usize>first * toSize;
}

/** 32-bit elements to 32-bit elements. `../op-codes.ts` gives the numbers their names. */
export function mapWords(args: usize, task: i32): void {
  enter(args, task, 4, 4);
  const p = v128.load32_splat(args, Unary.p);
  const q = v128.load32_splat(args, Unary.q);
  switch (load<i32>(args, Unary.op)) {
    case 0: return map<Relu>(p, q);
    case 1: return map<Relu6>(p, q);
    case 2: return map<LeakyRelu>(p, q);
    case 3: return map<Elu>(p, q);
    case 4: return map<Sigmoid>(p, q);
    case 5: return map<Tanh>(p, q);
    case 6: return map<Exp>(p, q);
    case 7: return map<Expm1>(p, q);
    case 8: return map<Log>(p, q);
    case 9: return map<Log1p>(p, q);
    case 10: return map<Sqrt>(p, q);
    case 11: return map<Rsqrt>(p, q);
    case 12: return map<Square>(p, q);
    case 13: return map<Negate>(p, q);
    case 14: return map<Abs>(p, q);
    case 15: return map<Reciprocal>(p, q);
    case 16: return map<Softplus>(p, q);
    case 17: return map<Sign>(p, q);
    case 18: return map<Step>(p, q);
    case 19: return map<Floor>(p, q);
    case 20: return map<Ceil>(p, q);
    case 21: return map<Round>(p, q);
    case 22: return map<Clip>(p, q);
    case 23: return map<ReluInt>(p, q);
    case 24: return map<NegateInt>(p, q);
    case 25: return map<AbsInt>(p, q);
    case 26: return map<SquareInt>(p, q);
    case 27: return map<FloatOfInt>(p, q);
    case 28: return map<IntOfFloat>(p, q);
    default: unreachable();
  }
}

/** 32-bit elements to bool. */
export function testWords(args: usize, task: i32): void {
  enter(args, task, 4, 1);
  switch (load<i32>(args, Unary.op)) {
    case 0: return test<IsNan>();
    case 1: return test<IsInfinite>();
    case 2: return test<IsFinite>();
    case 3: return test<NonZeroFloat>();
    case 4: return test<NonZeroInt>();
    default: unreachable();
  }
}

function map<Op>(p: v128, q: v128): void {
  const op = changetype<Op>(0);
  let source = from;
  let place = to;
  let left = count;
  for (; left >= 16; left -= 16) {
    // Loads, then results, then stores: V8 pairs vectors only where no store lies between their loads.
    const a = v128.load(source);
    const b = v128.load(source, 16);
    const c = v128.load(source, 32);
    const d = v128.load(source, 48);
    const ya = op.apply(a, p, q);
    const yb = op.apply(b, p, q);
    const yc = op.apply(c, p, q);
    const yd = op.apply(d, p, q);
    v128.store(place, ya);
    v128.store(place, yb, 16);
    v128.store(place, yc, 32);
    v128.store(place, yd, 48);
    source += 64;
    place += 64;
  }
  for (; left >= 4; left -= 4) {
    v128.store(place, op.apply(v128.load(source), p, q));
    source += 16;
    place += 16;
  }
  if (left > 0) storeFirst(place, op.apply(v128.load(source), p, q), left);
}

function test<Op>(): void {
  const op = changetype<Op>(0);
  let source = from;
  let place = to;
  let left = count;
  for (; left >= 16; left -= 16) {
    const a = op.test(v128.load(source));
    const b = op.test(v128.load(source, 16));
    const c = op.test(v128.load(source, 32));
    const d = op.test(v128.load(source, 48));
    v128.store(place, bytesOfMasks(a, b, c, d));
    source += 64;
    place += 16;
  }
  for (; left > 0; left -= 4) {
    storeMaskBytes(place, op.test(v128.load(source)), min(left, 4));
    source += 16;
    place += 4;
  }
}

/** Bool to int32 (op 0) or float32 (op 1). */
export function widenBytes(args: usize, task: i32): void {
  enter(args, task, 1, 4);
  const floats = i32x4.splat(-load<i32>(args, Unary.op));
  let source = from;
  let place = to;
  for (let left = count; left > 0; left -= 4) {
    const words = wordsOfBytes(source);
    const values = v128.bitselect(f32x4.convert_i32x4_s(words), words, floats);
    if (left >= 4) v128.store(place, values);
    else storeFirst(place, values, left);
    source += 4;
    place += 16;
  }
}

/** Logical not of bytes. */
export function invertBytes(args: usize, task: i32): void {
  enter(args, task, 1, 1);
  const one = i8x16.splat(1);
  let source = from;
  let place = to;
  let left = count;
  for (; left >= 16; left -= 16) {
    v128.store(place, v128.and(i8x16.eq(v128.load(source), i32x4.splat(0)), one));
    source += 16;
    place += 16;
  }
  for (let i = 0; i < left; ++i) store<u8>(place + i, load<u8>(source + i) == 0 ? 1 : 0);
}
