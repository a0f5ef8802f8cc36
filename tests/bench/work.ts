import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { RanKernel } from '../../src-main/compute/simd/register.ts';
import { KERNELS } from '../../src-shared/domain/kernels.ts';
import type { Limits } from './limits.ts';

/** The least that a kernel call has to do. */
export interface Work {
  readonly flops: number;
  /** Every input read once, every output written once. */
  readonly bytes: number;
}

export function workOf({ name, inputs, outputs, attributes }: Pick<RanKernel, 'name' | 'inputs' | 'outputs' | 'attributes'>): Work {
  const read = Object.values(inputs).flat() as TensorInfo[];
  const bytes = [...read, ...outputs].reduce((sum, each) => sum + bytesOf(each), 0);
  if (name === KERNELS.optimizerStep) {
    const changed = Object.entries(inputs).filter(([key]) => !key.startsWith('gradient'));
    return { flops: 0, bytes: bytes + changed.reduce((sum, [, each]) => sum + bytesOf(each as TensorInfo), 0) };
  }
  return { flops: flopsOf(name, inputs, outputs, attributes), bytes };
}

/** Of convolutions and products, multiplications and additions, padding included; of all else memory is the limit. */
function flopsOf(name: string, inputs: NamedTensorInfoMap, outputs: readonly TensorInfo[], attributes: NamedAttrMap | undefined): number {
  const { filter, dy, x, a, b } = inputs as Readonly<Record<string, TensorInfo>>;
  const [out] = outputs;
  if (!out) return 0;
  switch (name) {
    case KERNELS.convolution:
      return filter ? (2 * sizeOf(out.shape) * sizeOf(filter.shape)) / (filter.shape.at(-1) as number) : 0;
    case KERNELS.convolutionInput:
      return filter && dy ? (2 * sizeOf(dy.shape) * sizeOf(filter.shape)) / (filter.shape.at(-1) as number) : 0;
    case KERNELS.convolutionFilter:
      return x && dy ? (2 * sizeOf(dy.shape) * sizeOf(out.shape)) / (out.shape.at(-1) as number) : 0;
    case 'BatchMatMul':
    case '_FusedMatMul':
      return a && b ? 2 * sizeOf(out.shape) * (a.shape.at(attributes?.['transposeA'] ? -2 : -1) as number) : 0;
    default:
      return 0;
  }
}

/** Milliseconds that the machine needs at least. */
export function boundOf({ flops, bytes }: Work, { peakGflops, copyGbps }: Limits): number {
  return Math.max(flops / peakGflops, bytes / copyGbps) / 1e6;
}

/** One line per kernel, shapes and what changes the work. */
export function describeCall({ name, inputs, attributes }: Pick<RanKernel, 'name' | 'inputs' | 'attributes'>): string {
  const shapes = Object.entries(inputs)
    .filter(([key]) => !/^(parameter|gradient)\d*[1-9]/.test(key))
    .map(([, each]) => [each].flat().map((one) => `[${(one as TensorInfo).shape}]`).join(' '));
  const strides = attributes?.['strides'] as readonly number[] | undefined;
  const strided = strides?.some((stride) => stride !== 1) ? ` /${strides}` : '';
  return `${name.replace('Delira', '')} ${shapes.join(' ')}${strided}`;
}

function bytesOf({ shape, dtype }: TensorInfo): number {
  return sizeOf(shape) * (dtype === 'bool' ? 1 : 4);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
