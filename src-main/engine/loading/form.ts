import type { Sample } from '../../../src-shared/domain/sample.ts';
import type { BatchArrays } from './batch.ts';

/** One named array of every sample, as batches hold it: tensors are float32 or int32. */
export interface ArrayForm {
  readonly name: string;
  /** Without the batch axis. */
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** What all samples of a run have in common. */
export type SampleForm = readonly ArrayForm[];

export function formOf(sample: Sample): SampleForm {
  return Object.entries(sample.arrays).map(([name, { shape, dtype }]) => ({
    name,
    shape,
    dtype: name === 'image' || dtype === 'float32' ? 'float32' : 'int32',
  }));
}

/** Memory that a batch of this form takes. */
export function batchBytes(form: SampleForm, batchSize: number): number {
  return form.reduce((sum, { shape }) => sum + batchSize * sizeOf(shape) * ELEMENT_BYTES, 0);
}

/** Arrays for a batch in given memory, one behind the other from an offset that is a multiple of four. */
export function arraysIn(form: SampleForm, batchSize: number, buffer: ArrayBufferLike, offset = 0): BatchArrays {
  let at = offset;
  const arrays = form.map(({ name, shape, dtype }) => {
    const length = batchSize * sizeOf(shape);
    const data = dtype === 'float32' ? new Float32Array(buffer, at, length) : new Int32Array(buffer, at, length);
    at += length * ELEMENT_BYTES;
    return [name, { data, shape: [batchSize, ...shape], dtype }] as const;
  });
  return Object.fromEntries(arrays);
}

/** The first samples of a batch's arrays, in the same memory. */
export function firstOf(arrays: BatchArrays, size: number): BatchArrays {
  const first = Object.entries(arrays).map(([name, { data, shape, dtype }]) => {
    const [, ...rest] = shape;
    return [name, { data: data.subarray(0, size * sizeOf(rest)), shape: [size, ...rest], dtype }] as const;
  });
  return Object.fromEntries(first);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

const ELEMENT_BYTES = 4;
