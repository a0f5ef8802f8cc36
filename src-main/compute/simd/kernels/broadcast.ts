import { STREAM_TASK, sizeOf } from './elementwise.ts';
import { MOST_AXES } from './strided-copy.ts';

/** How an operand is read along a row: on and on, one number, a short vector again and again, or each number some times. */
const STREAM = 0;
const ONE = 1;
const PERIODIC = 2;
const EACH = 3;
type Mode = typeof STREAM | typeof ONE | typeof PERIODIC | typeof EACH;

/** An axis of the result, with the bytes that each operand moves by; 0 where it is repeated. */
interface Axis {
  readonly size: number;
  readonly a: number;
  readonly b: number;
}

/** What a task of `assembly/binary.ts` is told beside the operation and the addresses. */
export interface BroadcastPlan {
  readonly words: readonly number[];
  readonly tasks: number;
}

/** Vectors up to this long are laid out again and again, and numbers up to so often; longer ones make rows of their own. */
const LONGEST_PERIOD = 256;
const LONGEST_EACH = 64;
/** About how many elements are laid out at a time: they stay in the first-level cache. */
const EXPANDED = 1024;

/**
 * How the result's elements follow from those of two operands. The broadcast
 * shape must be valid. Null if it takes more axes than a task can walk.
 *
 * @param elementBytes of both operands.
 */
export function planBroadcast(aShape: readonly number[], bShape: readonly number[], shape: readonly number[], elementBytes: number): BroadcastPlan | null {
  const size = sizeOf(shape);
  if (sizeOf(aShape) === size && sizeOf(bShape) === size) return rowsOf(size, STREAM, STREAM, 0, [], 1);
  const axes = joinedAxes(aShape, bShape, shape, elementBytes);
  const row = axes.pop() ?? { size: 1, a: 0, b: 0 };
  const above = axes.at(-1);
  const laidOut = above && elementBytes === 4 ? laidOutModes(row, above) : null;
  if (above && laidOut) return planRows(axes.slice(0, -1), row.size * above.size, ...laidOut, row.size);
  return planRows(axes, row.size, row.a > 0 ? STREAM : ONE, row.b > 0 ? STREAM : ONE, 0);
}

/** Modes for the last two axes as one row: one operand goes on over both, the other has its short vector or its numbers laid out. */
function laidOutModes(row: Axis, above: Axis): readonly [Mode, Mode] | null {
  const whole = row.size * 4;
  const aGoesOn = row.a > 0 && above.a === whole;
  const bGoesOn = row.b > 0 && above.b === whole;
  if (row.size <= LONGEST_PERIOD && aGoesOn && row.b > 0 && above.b === 0) return [STREAM, PERIODIC];
  if (row.size <= LONGEST_PERIOD && bGoesOn && row.a > 0 && above.a === 0) return [PERIODIC, STREAM];
  if (row.size <= LONGEST_EACH && aGoesOn && row.b === 0 && above.b === 4) return [STREAM, EACH];
  if (row.size <= LONGEST_EACH && bGoesOn && row.a === 0 && above.a === 4) return [EACH, STREAM];
  return null;
}

function planRows(axes: readonly Axis[], length: number, a: Mode, b: Mode, period: number): BroadcastPlan | null {
  if (axes.length > MOST_AXES) return null;
  return rowsOf(length, a, b, period, axes, axes.reduce((rows, axis) => rows * axis.size, 1));
}

function rowsOf(length: number, a: Mode, b: Mode, period: number, axes: readonly Axis[], rows: number): BroadcastPlan {
  const expanded = period === 0 ? 0 : period * 16 * Math.max(1, Math.floor(EXPANDED / (period * 16)));
  const piece = period > 0 ? Math.ceil(STREAM_TASK / expanded) * expanded : STREAM_TASK;
  const pieces = Math.max(1, Math.ceil(length / piece));
  const rowsPerTask = pieces > 1 ? 1 : Math.max(1, Math.floor(STREAM_TASK / Math.max(1, length)));
  const words = [length, a, b, period, expanded, rows, rowsPerTask, pieces, piece, axes.length];
  for (const axis of axes) words.push(axis.size, axis.a, axis.b);
  return { words, tasks: length === 0 ? 0 : Math.ceil(rows / rowsPerTask) * pieces };
}

/** The result's axes with neighbours joined where both operands step over them evenly. */
function joinedAxes(aShape: readonly number[], bShape: readonly number[], shape: readonly number[], elementBytes: number): Axis[] {
  const axes: Axis[] = [];
  let a = elementBytes;
  let b = elementBytes;
  for (let back = 1; back <= shape.length; back++) {
    const size = shape[shape.length - back] as number;
    const aSize = aShape[aShape.length - back] ?? 1;
    const bSize = bShape[bShape.length - back] ?? 1;
    if (size !== 1) join(axes, { size, a: aSize === 1 ? 0 : a, b: bSize === 1 ? 0 : b });
    a *= aSize;
    b *= bSize;
  }
  return axes.reverse();
}

/** Adds an axis outside those that are there, or lengthens the outermost. */
function join(axes: Axis[], axis: Axis): void {
  const inner = axes.at(-1);
  if (inner && axis.a === inner.a * inner.size && axis.b === inner.b * inner.size) {
    axes[axes.length - 1] = { ...inner, size: inner.size * axis.size };
  } else {
    axes.push(axis);
  }
}
