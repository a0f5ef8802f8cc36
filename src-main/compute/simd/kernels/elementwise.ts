import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import type { TaskKind } from '../kinds.ts';
import { floatWord } from '../machine.ts';

/**
 * Elements of a task that streams through memory: about ten microseconds. A
 * tensor that is no larger is one task, which runs without waking a thread.
 */
export const STREAM_TASK = 32_768;

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Types that lie in the machine's memory; complex numbers and strings stay with the plain kernels. */
export function isNumeric(dtype: DataType): boolean {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

export function bytesOf(dtype: DataType): number {
  return dtype === 'bool' ? 1 : 4;
}

export interface ElementwiseJob {
  readonly kind: TaskKind;
  readonly op: number;
  readonly result: DataType;
  /** Parameters of the operation. */
  readonly p?: number;
  readonly q?: number;
}

/** A tensor of x's shape, each element made from the one at its place in x. */
export function elementwise(backend: SimdBackend, x: TensorInfo, { kind, op, result, p = 0, q = 0 }: ElementwiseJob): TensorInfo {
  const { machine } = backend;
  const from = backend.address(x);
  const y = backend.output(x.shape, result);
  const size = sizeOf(x.shape);
  const args = machine.words([op, from, y.address, size, STREAM_TASK, floatWord(p), floatWord(q)]);
  machine.run(kind, args, Math.ceil(size / STREAM_TASK));
  return y.info;
}

/** A tensor of one value. */
export function filled(backend: SimdBackend, shape: readonly number[], dtype: DataType, value: number): TensorInfo {
  const y = backend.output(shape, dtype);
  fillMemory(backend, y.address, sizeOf(shape) * bytesOf(dtype), dtype, value);
  return y.info;
}

/** Fills memory with one value, as a typed array's `fill` rounds it. */
export function fillMemory(backend: SimdBackend, address: number, bytes: number, dtype: DataType, value: number): void {
  const { machine } = backend;
  const bytesPerTask = STREAM_TASK * 4;
  machine.run(TASK.fill, machine.words([address, bytes, wordOf(value, dtype), bytesPerTask]), Math.ceil(bytes / bytesPerTask));
}

export function wordOf(value: number, dtype: DataType): number {
  if (dtype === 'float32') return floatWord(value);
  return dtype === 'bool' ? (value & 255) * 0x01010101 : value | 0;
}
