/** Slices, transpositions, reversals, repetitions; joined and split tensors. */
import { backend_util, slice_util, util } from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { sameShape } from './binary-kernels.ts';
import { kernel } from './config.ts';
import { isNumeric, sizeOf } from './elementwise.ts';
import { arranged, joined, sliced, transposed } from './moving.ts';
import { stepsOf } from './strided-copy.ts';

interface Input {
  readonly x: TensorInfo;
}

const transpose = kernel<Input, { readonly perm: readonly number[] }>('Transpose', (backend, { x }, { perm }) => transposed(backend, x, perm));

const slice = kernel<Input, { readonly begin: number | number[]; readonly size: number | number[] }>('Slice', (backend, { x }, attributes) => {
  if (!isNumeric(x.dtype)) return null;
  const [begin, size] = slice_util.parseSliceParams(x, attributes.begin, attributes.size) as [number[], number[]];
  slice_util.assertParamsValid(x, begin, size);
  return sliced(backend, x, begin, size);
});

interface StridedSlice {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

const stridedSlice = kernel<Input, StridedSlice>('StridedSlice', (backend, { x }, a) => {
  if (!isNumeric(x.dtype)) return null;
  const info = slice_util.sliceInfo(x.shape, a.begin, a.end, a.strides, a.beginMask, a.endMask, a.ellipsisMask, a.newAxisMask, a.shrinkAxisMask);
  const sizes = slice_util.computeOutShape(info.begin, info.end, info.strides).map((size) => Math.max(0, size));
  if (sizeOf(sizes) !== sizeOf(info.finalShape)) return null;
  const steps = stepsOf(x.shape, 1);
  return arranged(backend, x, {
    shape: info.finalShape,
    axes: sizes,
    steps: steps.map((step, axis) => step * (info.strides[axis] as number)),
    first: steps.reduce((sum, step, axis) => sum + step * (info.begin[axis] as number), 0),
  });
});

const reverse = kernel<Input, { readonly dims: number | number[] }>('Reverse', (backend, { x }, { dims }) => {
  if (x.shape.length === 0) return isNumeric(x.dtype) ? backend.share(x) : null;
  const axes = util.parseAxisParam(dims, x.shape);
  const steps = stepsOf(x.shape, 1);
  return arranged(backend, x, {
    shape: x.shape,
    steps: steps.map((step, axis) => (axes.includes(axis) ? -step : step)),
    first: axes.reduce((sum, axis) => sum + (steps[axis] as number) * ((x.shape[axis] as number) - 1), 0),
  });
});

const tile = kernel<Input, { readonly reps: readonly number[] }>('Tile', (backend, { x }, { reps }) =>
  arranged(backend, x, {
    shape: x.shape.map((size, axis) => size * (reps[axis] as number)),
    axes: x.shape.flatMap((size, axis) => [reps[axis] as number, size]),
    steps: stepsOf(x.shape, 1).flatMap((step) => [0, step]),
  }),
);

const concat = kernel<readonly TensorInfo[], { readonly axis: number }>('Concat', (backend, tensors, { axis }) => concatenated(backend, tensors, axis));

/** Null where types differ or are not numbers, and for empty results. */
function concatenated(backend: SimdBackend, tensors: readonly TensorInfo[], axis: number): TensorInfo | null {
  const [first] = tensors;
  if (!first || !isNumeric(first.dtype) || !tensors.every(({ dtype }) => dtype === first.dtype)) return null;
  const along = util.parseAxisParam(axis, first.shape)[0] as number;
  const shapes = tensors.map(({ shape }) => shape);
  backend_util.assertParamsConsistent(shapes, along);
  const shape = backend_util.computeOutShape(shapes, along);
  const filled = tensors.filter((each) => sizeOf(each.shape) > 0);
  if (filled.length === 0) return null;
  return filled.length === 1 ? backend.share(filled[0] as TensorInfo) : joined(backend, filled, along, shape);
}

const pack = kernel<readonly TensorInfo[], { readonly axis: number }>('Pack', (backend, tensors, { axis }) => {
  const [first] = tensors;
  if (!first || !tensors.every(({ dtype, shape }) => dtype === first.dtype && sameShape(shape, first.shape))) return null;
  const place = axis < 0 ? axis + first.shape.length + 1 : axis;
  const shape = [...first.shape.slice(0, place), 1, ...first.shape.slice(place)];
  // A single tensor would be answered as it is, under another shape.
  return concatenated(backend, tensors.map((each) => ({ ...each, shape })), place);
});

const unpack = kernel<{ readonly value: TensorInfo }, { readonly axis: number }>('Unpack', (backend, { value }, { axis }) => {
  if (!isNumeric(value.dtype)) return null;
  const along = axis < 0 ? axis + value.shape.length : axis;
  const shape = value.shape.filter((_, each) => each !== along);
  return split(backend, value, along, Array.from({ length: value.shape[along] as number }, () => 1)).map((each) => ({ ...each, shape }));
});

const splitV = kernel<Input, { readonly numOrSizeSplits: number | number[]; readonly axis: number }>('SplitV', (backend, { x }, attributes) => {
  if (!isNumeric(x.dtype)) return null;
  const along = util.parseAxisParam(attributes.axis, x.shape)[0] as number;
  return split(backend, x, along, backend_util.prepareSplitSize(x as Parameters<typeof backend_util.prepareSplitSize>[0], attributes.numOrSizeSplits, along));
});

/** Parts of a numeric tensor, one after the other along an axis. */
function split(backend: SimdBackend, x: TensorInfo, axis: number, lengths: readonly number[]): TensorInfo[] {
  let begin = 0;
  return lengths.map((length) => {
    const part = sliced(
      backend,
      x,
      x.shape.map((_, each) => (each === axis ? begin : 0)),
      x.shape.map((size, each) => (each === axis ? length : size)),
    );
    begin += length;
    return part as TensorInfo;
  });
}

export const layoutKernels: readonly KernelConfig[] = [transpose, slice, stridedSlice, reverse, tile, concat, pack, unpack, splitV];
