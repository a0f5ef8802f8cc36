import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type { PoolAttributes, PoolGradientAttributes } from '../../../../src-shared/domain/kernels.ts';
import { TASK } from '../kinds.ts';
import { kernel } from './config.ts';
import { geometry, outputShape } from './geometry.ts';
import type { Geometry } from './geometry.ts';
import { divideRows } from './streaming.ts';

/** {x} → [y, place] */
const maxPool = kernel<{ x: TensorInfo }, PoolAttributes>(KERNELS.maxPool, (backend, { x }, attributes) => {
  const g = poolGeometry(x.shape, attributes);
  const shape = outputShape(g, x.shape.length - 2);
  const y = backend.output(shape);
  const place = backend.output(shape, 'int32');
  const rows = g.images * g.output[0] * g.output[1];
  const { perTask, tasks } = divideRows(rows, g.output[2] * g.outChannels * windowSize(g));
  const args = backend.machine.words(words(g, backend.address(x), y.address, place.address, rows, perTask));
  backend.machine.run(TASK.maxPool, args, tasks);
  return [y.info, place.info];
});

/** {dy, place} → [dx] */
const maxPoolGradient = kernel<{ dy: TensorInfo; place: TensorInfo }, PoolGradientAttributes>(
  KERNELS.maxPoolGradient,
  (backend, { dy, place }, attributes) => {
    const g = poolGeometry(attributes.inputShape, attributes);
    const dx = backend.output(attributes.inputShape);
    const rows = g.images * g.input[0] * g.input[1];
    const { perTask, tasks } = divideRows(rows, g.input[2] * g.outChannels);
    const args = backend.machine.words(words(g, dx.address, backend.address(dy), backend.address(place), rows, perTask));
    backend.machine.run(TASK.maxPoolGradient, args, tasks);
    return dx.info;
  },
);

export const maxPoolKernels: readonly KernelConfig[] = [maxPool, maxPoolGradient];

/** A window is a filter from every channel to itself. */
function poolGeometry(shape: readonly number[], { size, strides, padding }: PoolAttributes): Geometry {
  const channels = shape.at(-1) as number;
  return geometry(shape, [...size, channels, channels], { strides, padding, dilations: size.map(() => 1) });
}

function windowSize(g: Geometry): number {
  return g.filter[0] * g.filter[1] * g.filter[2];
}

function words(g: Geometry, x: number, y: number, place: number, rows: number, perTask: number): number[] {
  return [x, y, place, ...g.input, g.outChannels, ...g.output, ...g.filter, ...g.strides, ...g.before, rows, perTask];
}
