/** Tensors whose elements are those of another, elsewhere. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import { bytesOf, isNumeric, sizeOf } from './elementwise.ts';
import { divideRows } from './streaming.ts';
import { moveElements, stepsOf } from './strided-copy.ts';

export interface Arrangement {
  /** Shape of the result, and as which shape its axes are walked, if not that. */
  readonly shape: readonly number[];
  readonly axes?: readonly number[];
  /** Elements to step over in the source for each of those axes, and the element to begin at. */
  readonly steps: readonly number[];
  readonly first?: number;
}

/** A tensor that takes its elements from x in the arrangement given. Null for types that are not numbers. */
export function arranged(backend: SimdBackend, x: TensorInfo, { shape, axes = shape, steps, first = 0 }: Arrangement): TensorInfo | null {
  if (!isNumeric(x.dtype)) return null;
  const from = backend.address(x);
  const y = backend.output(shape, x.dtype);
  const bytes = bytesOf(x.dtype);
  const to = stepsOf(axes, bytes);
  moveElements(
    backend.machine,
    from + first * bytes,
    y.address,
    bytes,
    axes.map((size, axis) => ({ size, from: (steps[axis] as number) * bytes, to: to[axis] as number })),
  );
  return y.info;
}

/** Part of a tensor, as a tensor of its own. */
export function sliced(backend: SimdBackend, x: TensorInfo, begin: readonly number[], size: readonly number[]): TensorInfo | null {
  const steps = stepsOf(x.shape, 1);
  return arranged(backend, x, { shape: size, steps, first: begin.reduce((sum, place, axis) => sum + place * (steps[axis] as number), 0) });
}

export function transposed(backend: SimdBackend, x: TensorInfo, perm: readonly number[]): TensorInfo | null {
  const steps = stepsOf(x.shape, 1);
  return arranged(backend, x, { shape: perm.map((axis) => x.shape[axis] as number), steps: perm.map((axis) => steps[axis] as number) });
}

/** Rows from which on tensors are joined row by row; fewer, longer rows are copied tensor by tensor, in pieces. */
const MANY_ROWS = 16;

/** Tensors of one type side by side along an axis; the other axes are the same. */
export function joined(backend: SimdBackend, tensors: readonly TensorInfo[], axis: number, shape: readonly number[]): TensorInfo {
  const [first] = tensors as [TensorInfo];
  const bytes = bytesOf(first.dtype);
  const runs = tensors.map((each) => ({ address: backend.address(each), bytes: sizeOf(each.shape.slice(axis)) * bytes }));
  const y = backend.output(shape, first.dtype);
  const rows = sizeOf(shape.slice(0, axis));
  const { machine } = backend;
  if (rows >= MANY_ROWS) {
    const { perTask, tasks } = divideRows(rows, sizeOf(shape.slice(axis)));
    machine.run(TASK.joinRuns, machine.words([y.address, rows, perTask, runs.length, ...runs.flatMap((run) => [run.address, run.bytes])]), tasks);
    return y.info;
  }
  const rowBytes = sizeOf(shape.slice(axis)) * bytes;
  let place = y.address;
  for (const run of runs) {
    moveElements(machine, run.address, place, bytes, [
      { size: rows, from: run.bytes, to: rowBytes },
      { size: run.bytes / bytes, from: bytes, to: bytes },
    ]);
    place += run.bytes;
  }
  return y.info;
}
