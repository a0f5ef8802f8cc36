/** Convolution kernels by their standard names and by ours. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type {
  ConvolutionAttributes,
  ConvolutionFilterAttributes,
  ConvolutionInputAttributes,
} from '../../../../src-shared/domain/kernels.ts';
import { kernel } from './config.ts';
import { convolve, convolveFilter, convolveInput } from './convolution.ts';
import { areFloats, finished, given, splitFinish } from './finish.ts';
import type { Finish, FinishAttributes } from './finish.ts';
import { geometry } from './geometry.ts';
import type { Geometry, Size3 } from './geometry.ts';

/** What the standard kernels say of a convolution. */
interface Standard {
  readonly strides: number | readonly number[];
  readonly pad: 'same' | 'valid' | number | readonly (readonly [number, number])[];
  readonly dilations?: number | readonly number[];
  readonly dataFormat?: string;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

const convolution = kernel<{ x: TensorInfo; filter: TensorInfo; bias?: TensorInfo }, ConvolutionAttributes>(
  KERNELS.convolution,
  (backend, { x, filter, bias }, attributes) =>
    convolve(backend, x, filter, bias ?? null, geometry(x.shape, filter.shape, attributes), attributes.activation === 'relu'),
);

const convolutionInput = kernel<{ dy: TensorInfo; filter: TensorInfo; bias?: TensorInfo }, ConvolutionInputAttributes>(
  KERNELS.convolutionInput,
  (backend, { dy, filter, bias }, attributes) =>
    convolveInput(backend, dy, filter, bias ?? null, geometry(attributes.inputShape, filter.shape, attributes), attributes.activation === 'relu'),
);

const convolutionFilter = kernel<{ x: TensorInfo; dy: TensorInfo }, ConvolutionFilterAttributes>(
  KERNELS.convolutionFilter,
  (backend, { x, dy }, attributes) => convolveFilter(backend, x, dy, geometry(x.shape, attributes.filterShape, attributes)),
);

const conv2d = kernel<{ x: TensorInfo; filter: TensorInfo }, Standard>('Conv2D', (backend, { x, filter }, attributes) =>
  takes(attributes, x, filter) ? convolve(backend, x, filter, null, standardGeometry(x.shape, filter.shape, attributes), false) : null,
);

const fusedConv2d = kernel<{ x: TensorInfo; filter: TensorInfo } & Finish, Standard & FinishAttributes>(
  'FusedConv2D',
  (backend, { x, filter, ...finish }, attributes) => {
    if (!takes(attributes, x, filter, ...given(finish))) return null;
    const g = standardGeometry(x.shape, filter.shape, attributes);
    const { bias, relu, rest } = splitFinish(finish, attributes, g.outChannels);
    return finished(backend, convolve(backend, x, filter, bias, g, relu), rest);
  },
);

const conv2dInput = kernel<{ dy: TensorInfo; filter: TensorInfo }, Standard & { readonly inputShape: number[] }>(
  'Conv2DBackpropInput',
  (backend, { dy, filter }, attributes) =>
    takes(attributes, dy, filter) ? convolveInput(backend, dy, filter, null, standardGeometry(attributes.inputShape, filter.shape, attributes), false) : null,
);

const conv2dFilter = kernel<{ x: TensorInfo; dy: TensorInfo }, Standard & { readonly filterShape: number[] }>(
  'Conv2DBackpropFilter',
  (backend, { x, dy }, attributes) =>
    takes(attributes, x, dy) ? convolveFilter(backend, x, dy, standardGeometry(x.shape, attributes.filterShape, attributes)) : null,
);

const conv3d = kernel<{ x: TensorInfo; filter: TensorInfo }, Standard>('Conv3D', (backend, { x, filter }, attributes) =>
  takes(attributes, x, filter) ? convolve(backend, x, filter, null, standardGeometry(x.shape, filter.shape, attributes), false) : null,
);

const conv3dInput = kernel<{ dy: TensorInfo; filter: TensorInfo }, Standard & { readonly inputShape: number[] }>(
  'Conv3DBackpropInputV2',
  (backend, { dy, filter }, attributes) =>
    takes(attributes, dy, filter) ? convolveInput(backend, dy, filter, null, standardGeometry(attributes.inputShape, filter.shape, attributes), false) : null,
);

const conv3dFilter = kernel<{ x: TensorInfo; dy: TensorInfo }, Standard & { readonly filterShape: number[] }>(
  'Conv3DBackpropFilterV2',
  (backend, { x, dy }, attributes) =>
    takes(attributes, x, dy) ? convolveFilter(backend, x, dy, standardGeometry(x.shape, attributes.filterShape, attributes)) : null,
);

export const convolutionKernels: readonly KernelConfig[] = [
  convolution,
  convolutionInput,
  convolutionFilter,
  conv2d,
  fusedConv2d,
  conv2dInput,
  conv2dFilter,
  conv3d,
  conv3dInput,
  conv3dFilter,
];

/** Geometry from a standard kernel's attributes, whose padding may be a word. */
export function standardGeometry(xShape: readonly number[], filterShape: readonly number[], attributes: Standard): Geometry {
  const rank = xShape.length - 2;
  const strides = perAxis(attributes.strides, rank);
  const dilations = perAxis(attributes.dilations ?? 1, rank);
  const info =
    rank === 2
      ? backend_util.computeConv2DInfo(
          xShape as [number, number, number, number],
          filterShape as [number, number, number, number],
          strides as [number, number],
          dilations as [number, number],
          attributes.pad as 'same',
          attributes.dimRoundingMode,
        )
      : backend_util.computeConv3DInfo(
          xShape as [number, number, number, number, number],
          filterShape as [number, number, number, number, number],
          strides as [number, number, number],
          dilations as [number, number, number],
          attributes.pad as 'same',
        );
  const { padInfo } = info;
  const padding: [number, number][] = [
    ...('front' in padInfo ? [[padInfo.front, padInfo.back] as [number, number]] : []),
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
  ];
  // The standard kernel may have been told to round the size up.
  const output: Size3 = ['outDepth' in info ? info.outDepth : 1, info.outHeight, info.outWidth];
  return { ...geometry(xShape, filterShape, { strides, dilations, padding }), output };
}

/** Float32 images with channels last; the rest is the plain kernel's. */
function takes({ dataFormat = 'NHWC' }: Standard, ...tensors: readonly TensorInfo[]): boolean {
  return dataFormat !== 'NCHW' && areFloats(...tensors);
}

function perAxis(value: number | readonly number[], rank: number): number[] {
  if (typeof value === 'number') return Array.from({ length: rank }, () => value);
  // Standard three-dimensional strides may come with the batch and channel axes.
  return value.length === rank + 2 ? value.slice(1, -1) : [...value];
}
