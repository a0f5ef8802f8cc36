/**
 * Moves elements between arrangements: slices, reversals, repetitions, joined
 * and split tensors (transpositions: turn.ts). Every axis has a step in the source
 * and one in the target; `kernels/strided-copy.ts` says which case applies.
 */
import { fillWords } from './fill';
import { enterRow, nextRow, placeA, placeB } from './row-walk';

/** Arguments, in bytes from their beginning; steps are bytes and may be negative in the source. */
namespace Copy {
  export const from: usize = 0;
  export const to: usize = 4;
  /** 4 or 1. */
  export const elementBytes: usize = 8;
  /** The innermost axis: its elements and steps. */
  export const length: usize = 12;
  export const fromStep: usize = 16;
  export const toStep: usize = 20;
  /** Rows of that axis, cut in pieces; a task takes several rows, or one piece. */
  export const rows: usize = 24;
  export const rowsPerTask: usize = 28;
  export const pieces: usize = 32;
  export const pieceLength: usize = 36;
  /** Outer axes: see row-walk.ts. */
  export const axes: usize = 40;
  export const firstAxis: usize = 44;
}

/** Rows that are contiguous on both sides. */
export function copyRuns(args: usize, task: i32): void {
  walk(args, task, true);
}

/** Rows whose elements lie apart, or go backwards, or are one element again and again. */
export function copyElements(args: usize, task: i32): void {
  walk(args, task, false);
}

function walk(args: usize, task: i32, runs: bool): void {
  const pieces = load<i32>(args, Copy.pieces);
  const rowsPerTask = load<i32>(args, Copy.rowsPerTask);
  const first = (task / pieces) * rowsPerTask;
  const last = min(first + rowsPerTask, load<i32>(args, Copy.rows));
  const pieceLength = load<i32>(args, Copy.pieceLength);
  const start = (task % pieces) * pieceLength;
  const count = min(pieceLength, load<i32>(args, Copy.length) - start);
  const size = load<usize>(args, Copy.elementBytes);
  const fromStep = load<usize>(args, Copy.fromStep);
  const toStep = load<usize>(args, Copy.toStep);
  const axes = load<i32>(args, Copy.axes);
  enterRow(args + Copy.firstAxis, axes, first, load<usize>(args, Copy.from), load<usize>(args, Copy.to));
  for (let row = first; row < last; ++row) {
    const from = placeA + <usize>start * fromStep;
    const to = placeB + <usize>start * toStep;
    if (runs) copyBytes(to, from, <usize>count * size);
    else if (fromStep == 0 && size == 4 && toStep == 4) fillWords(to, v128.load32_splat(from), count);
    else if (size == 4) copyApart<u32>(to, toStep, from, fromStep, count);
    else copyApart<u8>(to, toStep, from, fromStep, count);
    if (row + 1 < last) nextRow(args + Copy.firstAxis, axes);
  }
}

/** Below this many bytes a loop is faster than the call that `memory.copy` is. */
const LONG: usize = 512;

export function copyBytes(to: usize, from: usize, bytes: usize): void {
  if (bytes >= LONG) {
    memory.copy(to, from, bytes);
    return;
  }
  let source = from;
  let place = to;
  let left = bytes;
  for (; left >= 64; left -= 64) {
    const a = v128.load(source);
    const b = v128.load(source, 16);
    const c = v128.load(source, 32);
    const d = v128.load(source, 48);
    v128.store(place, a);
    v128.store(place, b, 16);
    v128.store(place, c, 32);
    v128.store(place, d, 48);
    source += 64;
    place += 64;
  }
  for (; left >= 16; left -= 16) {
    v128.store(place, v128.load(source));
    source += 16;
    place += 16;
  }
  for (; left >= 4; left -= 4) {
    store<u32>(place, load<u32>(source));
    source += 4;
    place += 4;
  }
  for (; left > 0; --left) store<u8>(place++, load<u8>(source++));
}

// @ts-ignore: decorator
@inline
function copyApart<T>(to: usize, toStep: usize, from: usize, fromStep: usize, count: i32): void {
  let source = from;
  let place = to;
  let left = count;
  for (; left >= 4; left -= 4) {
    const a = load<T>(source);
    const b = load<T>(source + fromStep);
    const c = load<T>(source + 2 * fromStep);
    const d = load<T>(source + 3 * fromStep);
    store<T>(place, a);
    store<T>(place + toStep, b);
    store<T>(place + 2 * toStep, c);
    store<T>(place + 3 * toStep, d);
    source += 4 * fromStep;
    place += 4 * toStep;
  }
  for (; left > 0; --left) {
    store<T>(place, load<T>(source));
    source += fromStep;
    place += toStep;
  }
}
