/** Pooling by TensorFlow.js's names. */
import { backend_util, util } from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { kernel } from './config.ts';
import { areFloats } from './finish.ts';
import type { Geometry } from './geometry.ts';
import { averagesOf, maximaOf, poolGeometry, shareOut, spreadToMaxima } from './pool.ts';

interface Standard {
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly pad: 'same' | 'valid' | number | readonly (readonly [number, number])[];
  readonly dataFormat?: string;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Pool = (backend: SimdBackend, x: TensorInfo, g: Geometry) => TensorInfo;
type PoolGradient = (backend: SimdBackend, dy: TensorInfo, x: TensorInfo, g: Geometry) => TensorInfo;

function pool(kernelName: string, run: Pool): KernelConfig {
  return kernel<{ readonly x: TensorInfo }, Standard>(kernelName, (backend, { x }, attributes) => {
    if (!areFloats(x) || attributes.dataFormat === 'NCDHW') return null;
    const g = standardGeometry(x.shape, attributes);
    // The plain kernel then answers its input, NaN included, which a maximum passes over.
    const changesNothing = x.shape.length === 4 && g.filter.every((size) => size === 1) && g.output.every((size, axis) => size === g.input[axis]);
    return changesNothing ? backend.share(x) : run(backend, x, g);
  });
}

function gradient(kernelName: string, run: PoolGradient): KernelConfig {
  return kernel<{ readonly dy: TensorInfo; readonly input: TensorInfo }, Standard>(kernelName, (backend, { dy, input }, attributes) =>
    areFloats(dy, input) && attributes.dataFormat !== 'NCDHW' ? run(backend, dy, input, standardGeometry(input.shape, attributes)) : null,
  );
}

const maxima: Pool = (backend, x, g) => {
  const [y, place] = maximaOf(backend, x, g);
  backend.disposeData(place.dataId);
  return y;
};

const toMaxima: PoolGradient = (backend, dy, x, g) => {
  const [y, place] = maximaOf(backend, x, g);
  const dx = spreadToMaxima(backend, dy, place, g, x.shape);
  for (const info of [y, place]) backend.disposeData(info.dataId);
  return dx;
};

/** The gradient of what `AvgPool` computes. The plain kernel divides by the whole window even where part of it is padding, so its gradient is wrong there. */
const toAll: PoolGradient = (backend, dy, x, g) => shareOut(backend, dy, g, x.shape);

export const poolKernels: readonly KernelConfig[] = [
  pool('MaxPool', maxima),
  pool('MaxPool3D', maxima),
  pool('AvgPool', averagesOf),
  pool('AvgPool3D', averagesOf),
  gradient('MaxPoolGrad', toMaxima),
  gradient('MaxPool3DGrad', toMaxima),
  gradient('AvgPoolGrad', toAll),
  gradient('AvgPool3DGrad', toAll),
];

export function standardGeometry(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: Standard): Geometry {
  if (shape.length === 4) {
    const info = backend_util.computePool2DInfo(shape as [number, number, number, number], filterSize as number, strides as number, 1, pad as 'same', dimRoundingMode);
    const { top, bottom, left, right } = info.padInfo;
    const size = [info.filterHeight, info.filterWidth];
    const g = poolGeometry(shape, { size, strides: [info.strideHeight, info.strideWidth], padding: [[top, bottom], [left, right]] });
    return { ...g, output: [1, info.outHeight, info.outWidth] };
  }
  util.assert(shape.length === 5, () => `expected images of rank 4 or 5, but found [${shape}]`);
  const info = backend_util.computePool3DInfo(shape as [number, number, number, number, number], filterSize as number, strides as number, 1, pad as 'same', dimRoundingMode);
  const { front, back, top, bottom, left, right } = info.padInfo;
  const g = poolGeometry(shape, {
    size: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    padding: [[front, back], [top, bottom], [left, right]],
  });
  return { ...g, output: [info.outDepth, info.outHeight, info.outWidth] };
}
