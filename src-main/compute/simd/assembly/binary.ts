/**
 * Kernels of two tensors, element for element, with broadcasting.
 *
 * A row of the result is a stretch over which each operand is either read on
 * and on, or one number, or a short vector again and again (the channels of a
 * bias), or numbers that each count for some neighbours (a scale per pixel).
 * The last two are laid out in scratch first, so that one loop serves all: an
 * operand's step is 0 for one number. Outer axes are walked with steps of
 * their own; a step of 0 repeats what lies below it.
 */
import {
  Add, AddInt, Divide, EluGradient, Equal, EqualInt, FloorDivide, FloorDivideInt, Greater, GreaterEqual, GreaterEqualInt, GreaterInt, Less, LessEqual,
  LessEqualInt, LessInt, Maximum, MaximumInt, Minimum, MinimumInt, Modulo, ModuloInt, Multiply, MultiplyInt, NotEqual, NotEqualInt, Power, Prelu,
  SquaredDifference, SquaredDifferenceInt, Subtract, SubtractInt,
} from './binary-ops';
import { bytesOfMasks, storeFirst, storeMaskBytes } from './lanes';
import { WALK_BYTES, enterRow, nextRow, placeA, placeB } from './row-walk';
import { copyFloats, scratchBase } from './scratch';

/** Arguments, in bytes from their beginning. */
namespace Binary {
  export const op: usize = 0;
  export const a: usize = 4;
  export const b: usize = 8;
  export const to: usize = 12;
  /** Elements of a row. */
  export const length: usize = 16;
  /** How each operand is read along a row: see below. */
  export const aMode: usize = 20;
  export const bMode: usize = 24;
  /** Length of the vector that is read again and again, or how often each number counts; and the elements laid out at a time. */
  export const period: usize = 28;
  export const expanded: usize = 32;
  export const rows: usize = 36;
  /** Rows that a task takes; rows in several pieces are taken one by one. */
  export const rowsPerTask: usize = 40;
  export const pieces: usize = 44;
  export const pieceLength: usize = 48;
  /** Outer axes: see row-walk.ts. */
  export const axes: usize = 52;
  export const firstAxis: usize = 56;
}

const ONE: i32 = 1;
const PERIODIC: i32 = 2;
const EACH: i32 = 3;

/** What kind of elements a task reads and writes. */
const WORDS: i32 = 0;
const WORDS_TO_BYTES: i32 = 1;
const BYTES: i32 = 2;

/** Where in scratch things lie, behind the walk's: one number of each operand repeated, what is laid out of a vector. */
let aOneAt: usize = 0;
let bOneAt: usize = 0;
let vectorAt: usize = 0;
/** The vector that was laid out last. */
let vectorOf: usize = 0;

export function combineWords(args: usize, task: i32): void {
  walk(args, task, WORDS);
}

export function compareWords(args: usize, task: i32): void {
  walk(args, task, WORDS_TO_BYTES);
}

export function combineBytes(args: usize, task: i32): void {
  walk(args, task, BYTES);
}

function walk(args: usize, task: i32, kind: i32): void {
  const axes = load<i32>(args, Binary.axes);
  const pieces = load<i32>(args, Binary.pieces);
  const rowsPerTask = load<i32>(args, Binary.rowsPerTask);
  const length = load<i32>(args, Binary.length);
  const pieceLength = load<i32>(args, Binary.pieceLength);
  const firstRow = (task / pieces) * rowsPerTask;
  const lastRow = min(firstRow + rowsPerTask, load<i32>(args, Binary.rows));
  const start = (task % pieces) * pieceLength;
  const count = min(pieceLength, length - start);
  aOneAt = scratchBase() + WALK_BYTES;
  bOneAt = aOneAt + 64;
  vectorAt = bOneAt + 64;
  vectorOf = 0;
  enterRow(args + Binary.firstAxis, axes, firstRow, load<usize>(args, Binary.a), load<usize>(args, Binary.b));
  const outSize: usize = kind == WORDS ? 4 : 1;
  const to = load<usize>(args, Binary.to) + <usize>start * outSize;
  for (let row = firstRow; row < lastRow; ++row) {
    combineRow(args, kind, start, count, to + <usize>row * <usize>length * outSize);
    if (row + 1 < lastRow) nextRow(args + Binary.firstAxis, axes);
  }
}

function combineRow(args: usize, kind: i32, start: i32, count: i32, to: usize): void {
  const op = load<i32>(args, Binary.op);
  const aMode = load<i32>(args, Binary.aMode);
  const bMode = load<i32>(args, Binary.bMode);
  const size: usize = kind == BYTES ? 1 : 4;
  const step = 16 * size;
  const offset = <usize>start * size;
  const a = aMode == ONE ? repeatOne(placeA, aOneAt, kind) : placeA + offset;
  const b = bMode == ONE ? repeatOne(placeB, bOneAt, kind) : placeB + offset;
  if (aMode <= ONE && bMode <= ONE) {
    combine(kind, op, a, aMode == ONE ? 0 : step, b, bMode == ONE ? 0 : step, to, count);
    return;
  }
  const ofA = aMode > ONE;
  const vector = ofA ? placeA : placeB;
  const each = (ofA ? aMode : bMode) == EACH;
  const period = load<i32>(args, Binary.period);
  const expanded = load<i32>(args, Binary.expanded);
  const outSize: usize = kind == WORDS ? 4 : 1;
  // Pieces of rows start with a whole period.
  for (let done = 0; done < count; done += expanded) {
    const left = min(expanded, count - done);
    const shift = <usize>done << 2;
    if (each) repeatEach(vector + (<usize>((start + done) / period) << 2), period, left);
    else repeatVector(vector, period, expanded);
    combine(kind, op, ofA ? vectorAt : a + shift, step, ofA ? b + shift : vectorAt, step, to + <usize>done * outSize, left);
  }
}

function repeatOne(from: usize, to: usize, kind: i32): usize {
  const value = kind == BYTES ? v128.load8_splat(from) : v128.load32_splat(from);
  v128.store(to, value);
  v128.store(to, value, 16);
  v128.store(to, value, 32);
  v128.store(to, value, 48);
  return to;
}

function repeatVector(from: usize, period: i32, expanded: i32): void {
  if (vectorOf == from) return;
  vectorOf = from;
  for (let i = 0; i < expanded; i += period) copyFloats(vectorAt + (<usize>i << 2), from, period);
}

/** Lays out numbers, each `times` times; what the last vector of one holds too much is overwritten by the next. */
function repeatEach(from: usize, times: i32, count: i32): void {
  const last = vectorAt + (<usize>count << 2);
  let to = vectorAt;
  while (to < last) {
    const value = v128.load32_splat(from);
    for (let i: usize = 0; i < <usize>times; i += 4) v128.store(to + (i << 2), value);
    from += 4;
    to += <usize>times << 2;
  }
}

function combine(kind: i32, op: i32, a: usize, aStep: usize, b: usize, bStep: usize, to: usize, count: i32): void {
  if (kind == WORDS) combineWordRow(op, a, aStep, b, bStep, to, count);
  else if (kind == WORDS_TO_BYTES) compareRow(op, a, aStep, b, bStep, to, count);
  else combineByteRow(op, a, aStep, b, bStep, to, count);
}

/** `../op-codes.ts` gives the numbers their names. */
function combineWordRow(op: i32, a: usize, aStep: usize, b: usize, bStep: usize, to: usize, count: i32): void {
  switch (op) {
    case 0: return words<Add>(a, aStep, b, bStep, to, count);
    case 1: return words<Subtract>(a, aStep, b, bStep, to, count);
    case 2: return words<Multiply>(a, aStep, b, bStep, to, count);
    case 3: return words<Divide>(a, aStep, b, bStep, to, count);
    case 4: return words<Maximum>(a, aStep, b, bStep, to, count);
    case 5: return words<Minimum>(a, aStep, b, bStep, to, count);
    case 6: return words<SquaredDifference>(a, aStep, b, bStep, to, count);
    case 7: return words<Prelu>(a, aStep, b, bStep, to, count);
    case 8: return words<EluGradient>(a, aStep, b, bStep, to, count);
    case 9: return words<AddInt>(a, aStep, b, bStep, to, count);
    case 10: return words<SubtractInt>(a, aStep, b, bStep, to, count);
    case 11: return words<MultiplyInt>(a, aStep, b, bStep, to, count);
    case 12: return words<MaximumInt>(a, aStep, b, bStep, to, count);
    case 13: return words<MinimumInt>(a, aStep, b, bStep, to, count);
    case 14: return words<SquaredDifferenceInt>(a, aStep, b, bStep, to, count);
    case 15: return oneByOne<Power>(a, aStep, b, bStep, to, count);
    case 16: return oneByOne<Modulo>(a, aStep, b, bStep, to, count);
    case 17: return oneByOne<ModuloInt>(a, aStep, b, bStep, to, count);
    case 18: return oneByOne<FloorDivide>(a, aStep, b, bStep, to, count);
    case 19: return oneByOne<FloorDivideInt>(a, aStep, b, bStep, to, count);
    default: unreachable();
  }
}

function compareRow(op: i32, a: usize, aStep: usize, b: usize, bStep: usize, to: usize, count: i32): void {
  switch (op) {
    case 0: return tests<Greater>(a, aStep, b, bStep, to, count);
    case 1: return tests<GreaterEqual>(a, aStep, b, bStep, to, count);
    case 2: return tests<Less>(a, aStep, b, bStep, to, count);
    case 3: return tests<LessEqual>(a, aStep, b, bStep, to, count);
    case 4: return tests<Equal>(a, aStep, b, bStep, to, count);
    case 5: return tests<NotEqual>(a, aStep, b, bStep, to, count);
    case 6: return tests<GreaterInt>(a, aStep, b, bStep, to, count);
    case 7: return tests<GreaterEqualInt>(a, aStep, b, bStep, to, count);
    case 8: return tests<LessInt>(a, aStep, b, bStep, to, count);
    case 9: return tests<LessEqualInt>(a, aStep, b, bStep, to, count);
    case 10: return tests<EqualInt>(a, aStep, b, bStep, to, count);
    case 11: return tests<NotEqualInt>(a, aStep, b, bStep, to, count);
    default: unreachable();
  }
}

function words<Op>(aFirst: usize, aStep: usize, bFirst: usize, bStep: usize, first: usize, count: i32): void {
  const op = changetype<Op>(0);
  let a = aFirst;
  let b = bFirst;
  let to = first;
  let left = count;
  for (; left >= 16; left -= 16) {
    // Loads, then results, then stores: V8 pairs vectors only where no store lies between their loads.
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const a2 = v128.load(a, 32);
    const a3 = v128.load(a, 48);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const y0 = op.apply(a0, b0);
    const y1 = op.apply(a1, b1);
    const y2 = op.apply(a2, b2);
    const y3 = op.apply(a3, b3);
    v128.store(to, y0);
    v128.store(to, y1, 16);
    v128.store(to, y2, 32);
    v128.store(to, y3, 48);
    a += aStep;
    b += bStep;
    to += 64;
  }
  aStep >>= 2;
  bStep >>= 2;
  for (; left >= 4; left -= 4) {
    v128.store(to, op.apply(v128.load(a), v128.load(b)));
    a += aStep;
    b += bStep;
    to += 16;
  }
  if (left > 0) storeFirst(to, op.apply(v128.load(a), v128.load(b)), left);
}

function oneByOne<Op>(aFirst: usize, aStep: usize, bFirst: usize, bStep: usize, first: usize, count: i32): void {
  const op = changetype<Op>(0);
  let a = aFirst;
  let b = bFirst;
  const last = first + (<usize>count << 2);
  for (let to = first; to < last; to += 4) {
    op.one(a, b, to);
    a += aStep >> 4;
    b += bStep >> 4;
  }
}

function tests<Op>(aFirst: usize, aStep: usize, bFirst: usize, bStep: usize, first: usize, count: i32): void {
  const op = changetype<Op>(0);
  let a = aFirst;
  let b = bFirst;
  let to = first;
  let left = count;
  for (; left >= 16; left -= 16) {
    const m0 = op.test(v128.load(a), v128.load(b));
    const m1 = op.test(v128.load(a, 16), v128.load(b, 16));
    const m2 = op.test(v128.load(a, 32), v128.load(b, 32));
    const m3 = op.test(v128.load(a, 48), v128.load(b, 48));
    v128.store(to, bytesOfMasks(m0, m1, m2, m3));
    a += aStep;
    b += bStep;
    to += 16;
  }
  aStep >>= 2;
  bStep >>= 2;
  for (; left > 0; left -= 4) {
    storeMaskBytes(to, op.test(v128.load(a), v128.load(b)), min(left, 4));
    a += aStep;
    b += bStep;
    to += 4;
  }
}

function combineByteRow(op: i32, aFirst: usize, aStep: usize, bFirst: usize, bStep: usize, first: usize, count: i32): void {
  let a = aFirst;
  let b = bFirst;
  let to = first;
  let left = count;
  for (; left >= 16; left -= 16) {
    v128.store(to, bytes(op, v128.load(a), v128.load(b)));
    a += aStep;
    b += bStep;
    to += 16;
  }
  if (left > 0) {
    let rest = bytes(op, v128.load(a), v128.load(b));
    for (; left > 0; --left) {
      store<u8>(to++, <u8>i8x16.extract_lane_u(rest, 0));
      rest = i8x16.shuffle(rest, rest, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15);
    }
  }
}

/** Bytes are 0 or 1. */
// @ts-ignore: decorator
@inline
function bytes(op: i32, a: v128, b: v128): v128 {
  switch (op) {
    case 0: return v128.and(a, b);
    case 1: return v128.or(a, b);
    case 2: return v128.and(i8x16.eq(a, b), i8x16.splat(1));
    default: return v128.xor(a, b);
  }
}
