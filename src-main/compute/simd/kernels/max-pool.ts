import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type { PoolAttributes, PoolGradientAttributes } from '../../../../src-shared/domain/kernels.ts';
import { kernel } from './config.ts';
import { maximaOf, poolGeometry, spreadToMaxima } from './pool.ts';

/** {x} → [y, place] */
const maxPool = kernel<{ x: TensorInfo }, PoolAttributes>(KERNELS.maxPool, (backend, { x }, attributes) => [
  ...maximaOf(backend, x, poolGeometry(x.shape, attributes)),
]);

/** {dy, place} → [dx] */
const maxPoolGradient = kernel<{ dy: TensorInfo; place: TensorInfo }, PoolGradientAttributes>(
  KERNELS.maxPoolGradient,
  (backend, { dy, place }, attributes) => spreadToMaxima(backend, dy, place, poolGeometry(attributes.inputShape, attributes), attributes.inputShape),
);

export const maxPoolKernels: readonly KernelConfig[] = [maxPool, maxPoolGradient];
