import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { PoolAttributes } from '../../../../src-shared/domain/kernels.ts';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import type { TaskKind } from '../kinds.ts';
import { geometry, outputShape } from './geometry.ts';
import type { Geometry } from './geometry.ts';
import { divideRows } from './streaming.ts';

/** A window is a filter from every channel to itself. */
export function poolGeometry(shape: readonly number[], { size, strides, padding }: PoolAttributes): Geometry {
  const channels = shape.at(-1) as number;
  return geometry(shape, [...size, channels, channels], { strides, padding, dilations: size.map(() => 1) });
}

/** The maxima of all windows and their places: see `KERNELS.maxPool`. */
export function maximaOf(backend: SimdBackend, x: TensorInfo, g: Geometry): readonly [TensorInfo, TensorInfo] {
  const shape = outputShape(g, x.shape.length - 2);
  const y = backend.output(shape);
  const place = backend.output(shape, 'int32');
  runWindows(backend, TASK.maxPool, g, backend.address(x), y.address, place.address);
  return [y.info, place.info];
}

export function averagesOf(backend: SimdBackend, x: TensorInfo, g: Geometry): TensorInfo {
  const y = backend.output(outputShape(g, x.shape.length - 2));
  runWindows(backend, TASK.averagePool, g, backend.address(x), y.address, 0);
  return y.info;
}

function runWindows(backend: SimdBackend, kind: TaskKind, g: Geometry, x: number, y: number, place: number): void {
  const rows = g.images * g.output[0] * g.output[1];
  const { perTask, tasks } = divideRows(rows, g.output[2] * g.outChannels * windowSize(g));
  backend.machine.run(kind, backend.machine.words(words(g, x, y, place, rows, perTask)), tasks);
}

/** Each dy added at its place. */
export function spreadToMaxima(backend: SimdBackend, dy: TensorInfo, place: TensorInfo, g: Geometry, inputShape: readonly number[]): TensorInfo {
  return runElements(backend, TASK.maxPoolGradient, dy, backend.address(place), g, inputShape);
}

/** Each dy shared out among the elements of its window that lie inside the image. */
export function shareOut(backend: SimdBackend, dy: TensorInfo, g: Geometry, inputShape: readonly number[]): TensorInfo {
  return runElements(backend, TASK.averagePoolGradient, dy, 0, g, inputShape);
}

function runElements(backend: SimdBackend, kind: TaskKind, dy: TensorInfo, place: number, g: Geometry, inputShape: readonly number[]): TensorInfo {
  const dx = backend.output(inputShape);
  const rows = g.images * g.input[0] * g.input[1];
  const { perTask, tasks } = divideRows(rows, g.input[2] * g.outChannels);
  backend.machine.run(kind, backend.machine.words(words(g, dx.address, backend.address(dy), place, rows, perTask)), tasks);
  return dx.info;
}

function windowSize(g: Geometry): number {
  return g.filter[0] * g.filter[1] * g.filter[2];
}

function words(g: Geometry, x: number, y: number, place: number, rows: number, perTask: number): number[] {
  return [x, y, place, ...g.input, g.outChannels, ...g.output, ...g.filter, ...g.strides, ...g.before, rows, perTask];
}
