/** Kernels that find their elements by index. */
import { backend_util, util } from '@tensorflow/tfjs-core';
import type { DataType, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import { kernel } from './config.ts';
import { STREAM_TASK, bytesOf, isNumeric, sizeOf, wordOf } from './elementwise.ts';
import { divideRows } from './streaming.ts';

const gather = kernel<{ readonly x: TensorInfo; readonly indices: TensorInfo }, { readonly axis: number; readonly batchDims?: number }>(
  'GatherV2',
  (backend, { x, indices }, { axis, batchDims = 0 }) => {
    if (!isNumeric(x.dtype) || indices.dtype !== 'int32') return null;
    const along = util.parseAxisParam(axis, x.shape)[0] as number;
    const length = x.shape[along] as number;
    // The plain kernel refuses such indices with its own words.
    if (backend.values(indices).some((index) => index < 0 || index >= length)) return null;
    const info = backend_util.segment_util.collectGatherOpShapeInfo(x as never, indices as never, along, batchDims);
    const from = [backend.address(x), backend.address(indices)] as const;
    const y = backend.output(info.outputShape, x.dtype);
    const perBatch = sizeOf(indices.shape) / info.batchSize;
    const rows = sizeOf(info.outputShape) / info.sliceSize;
    if (sizeOf(info.outputShape) === 0) return y.info;
    const { perTask, tasks } = divideRows(rows, info.sliceSize);
    const rowBytes = info.sliceSize * bytesOf(x.dtype);
    const words = [from[0], y.address, from[1], info.outerSize, info.dimSize, perBatch, rowBytes, rows, perTask];
    backend.machine.run(TASK.gatherRows, backend.machine.words(words), tasks);
    return y.info;
  },
);

const oneHot = kernel<
  { readonly indices: TensorInfo },
  { readonly depth: number; readonly onValue: number; readonly offValue: number; readonly dtype?: DataType }
>('OneHot', (backend, { indices }, { depth, onValue, offValue, dtype = 'float32' }) => {
  if (indices.dtype !== 'int32' || !isNumeric(dtype)) return null;
  const from = backend.address(indices);
  const y = backend.output([...indices.shape, depth], dtype);
  const rows = sizeOf(indices.shape);
  const { perTask, tasks } = divideRows(rows, depth);
  const words = [from, y.address, depth, wordOf(onValue, dtype), wordOf(offValue, dtype), bytesOf(dtype), rows, perTask];
  backend.machine.run(TASK.oneHot, backend.machine.words(words), tasks);
  return y.info;
});

const scatter = kernel<{ readonly indices: TensorInfo; readonly updates: TensorInfo }, { readonly shape: number[] }>(
  'ScatterNd',
  (backend, { indices, updates }, { shape }) => {
    const { sliceRank, numUpdates, sliceSize, strides, outputSize } = backend_util.calculateShapes(updates, indices, shape);
    if (!isSummable(updates) || indices.dtype !== 'int32' || outputSize === 0 || sliceSize === 0) return null;
    const places = backend.values(indices);
    const rows = outputSize / sliceSize;
    const targets = Array.from({ length: numUpdates }, (_, i) =>
      strides.slice(0, sliceRank).reduce((sum, stride, axis) => sum + stride * (places[i * sliceRank + axis] as number), 0),
    );
    // The plain kernel refuses such indices with its own words.
    if (targets.some((row) => row < 0 || row >= rows)) return null;
    return addedUp(backend, updates, targets, sliceSize, shape);
  },
);

/** Unlike the plain kernel, a NaN or an infinity stays in its own segment. */
const segmentSum = kernel<{ readonly x: TensorInfo; readonly segmentIds: TensorInfo }, { readonly numSegments: number }>(
  'UnsortedSegmentSum',
  (backend, { x, segmentIds }, { numSegments }) => {
    if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1 || numSegments === 0 || sizeOf(x.shape) === 0) return null;
    return addedUp(backend, x, backend.values(segmentIds), sizeOf(x.shape.slice(1)), [numSegments, ...x.shape.slice(1)]);
  },
);

function isSummable({ dtype }: TensorInfo): boolean {
  return dtype === 'float32' || dtype === 'int32';
}

/** Ranges of rows that tasks take: each looks through all updates. */
const SCATTER_TASKS = 8;

/** Adds rows of updates to the rows of the result that they belong to; −1 or beyond belongs nowhere. */
function addedUp(backend: SimdBackend, updates: TensorInfo, targets: ArrayLike<number>, length: number, shape: readonly number[]): TensorInfo {
  const { machine } = backend;
  const from = backend.address(updates);
  const y = backend.output(shape, updates.dtype);
  const rows = sizeOf(shape) / length;
  using list = machine.arena.temporary(targets.length * 4);
  new Int32Array(machine.arena.memory.buffer, list.address, targets.length).set(targets);
  const small = sizeOf(updates.shape) + sizeOf(shape) <= STREAM_TASK;
  const perTask = small ? rows : Math.ceil(rows / SCATTER_TASKS);
  const words = [from, list.address, y.address, targets.length, length, rows, perTask, updates.dtype === 'int32' ? 1 : 0];
  machine.run(TASK.scatterRows, machine.words(words), Math.ceil(rows / perTask));
  return y.info;
}

export const indexKernels: readonly KernelConfig[] = [gather, oneHot, scatter, segmentSum];
