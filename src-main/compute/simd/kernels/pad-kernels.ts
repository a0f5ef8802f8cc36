/** Borders around tensors, and the block arrangements that dilated convolutions were once made of. */
import { backend_util, slice_util } from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { kernel } from './config.ts';
import { bytesOf, fillMemory, isNumeric, sizeOf } from './elementwise.ts';
import { sliced, transposed } from './moving.ts';
import { moveElements, stepsOf } from './strided-copy.ts';

type Paddings = readonly (readonly [number, number])[];

interface Input {
  readonly x: TensorInfo;
}

const pad = kernel<Input, { readonly paddings: Paddings; readonly constantValue: number }>('PadV2', (backend, { x }, { paddings, constantValue }) =>
  isNumeric(x.dtype) && paddings.flat().every((length) => length >= 0) ? padded(backend, x, paddings, constantValue) : null,
);

function padded(backend: SimdBackend, x: TensorInfo, paddings: Paddings, value: number): TensorInfo {
  const shape = x.shape.map((size, axis) => size + sum(paddings[axis]));
  const from = backend.address(x);
  const y = backend.output(shape, x.dtype);
  const bytes = bytesOf(x.dtype);
  fillMemory(backend, y.address, sizeOf(shape) * bytes, x.dtype, value);
  place(backend, x, from, y.address, shape, paddings);
  return y.info;
}

function sum(padding: readonly [number, number] | undefined): number {
  return padding ? padding[0] + padding[1] : 0;
}

/** Copies x into the middle of a larger tensor. */
function place(backend: SimdBackend, x: TensorInfo, from: number, to: number, shape: readonly number[], paddings: Paddings): void {
  const bytes = bytesOf(x.dtype);
  const source = stepsOf(x.shape, bytes);
  const target = stepsOf(shape, bytes);
  const first = paddings.reduce((at, [before], axis) => at + before * (target[axis] as number), to);
  moveElements(
    backend.machine,
    from,
    first,
    bytes,
    x.shape.map((size, axis) => ({ size, from: source[axis] as number, to: target[axis] as number })),
  );
}

const mirrorPad = kernel<Input, { readonly paddings: Paddings; readonly mode: 'reflect' | 'symmetric' }>('MirrorPad', (backend, { x }, { paddings, mode }) => {
  const skipped = mode === 'reflect' ? 1 : 0;
  const within = paddings.every(([before, after], axis) => Math.min(before, after) >= 0 && Math.max(before, after) <= (x.shape[axis] as number) - skipped);
  if (!isNumeric(x.dtype) || !within) return null;
  const shape = x.shape.map((size, axis) => size + sum(paddings[axis]));
  const from = backend.address(x);
  const y = backend.output(shape, x.dtype);
  place(backend, x, from, y.address, shape, paddings);
  for (const axis of paddings.keys()) mirrorAlong(backend, y, x.shape, shape, paddings, axis, skipped);
  return y.info;
});

/** Fills both borders of an axis from what lies beside them: earlier axes are already whole, later ones still without borders. */
function mirrorAlong(
  backend: SimdBackend,
  y: { readonly info: TensorInfo; readonly address: number },
  inside: readonly number[],
  shape: readonly number[],
  paddings: Paddings,
  axis: number,
  skipped: number,
): void {
  const bytes = bytesOf(y.info.dtype);
  const steps = stepsOf(shape, bytes);
  const step = steps[axis] as number;
  const [before, after] = paddings[axis] as readonly [number, number];
  const corner = paddings.reduce((at, [first], each) => (each > axis ? at + first * (steps[each] as number) : at), y.address);
  const mirror = (length: number, from: number, to: number) =>
    moveElements(
      backend.machine,
      corner + from * step,
      corner + to * step,
      bytes,
      shape.map((size, each) => {
        const own = steps[each] as number;
        if (each === axis) return { size: length, from: -own, to: own };
        return { size: each < axis ? size : (inside[each] as number), from: own, to: own };
      }),
    );
  const end = before + (inside[axis] as number);
  mirror(before, 2 * before - 1 + skipped, 0);
  mirror(after, end - 1 - skipped, end);
}

const spaceToBatch = kernel<Input, { readonly blockShape: number[]; readonly paddings: number[][] }>(
  'SpaceToBatchND',
  (backend, { x }, { blockShape, paddings }) => {
    if (!isNumeric(x.dtype)) return null;
    const product = blockShape.reduce((a, b) => a * b, 1);
    const all = x.shape.map((_, axis) => (paddings[axis - 1] ?? [0, 0]) as [number, number]);
    const wide = padded(backend, x, all, 0);
    const blocks = backend_util.getReshaped(wide.shape, blockShape, product, false);
    const perm = backend_util.getPermuted(blocks.length, blockShape.length, false);
    const answer = transposed(backend, { ...wide, shape: blocks }, perm);
    backend.disposeIntermediateTensorInfo(wide);
    return answer && { ...answer, shape: backend_util.getReshapedPermuted(wide.shape, blockShape, product, false) };
  },
);

const batchToSpace = kernel<Input, { readonly blockShape: number[]; readonly crops: number[][] }>(
  'BatchToSpaceND',
  (backend, { x }, { blockShape, crops }) => {
    if (!isNumeric(x.dtype)) return null;
    const product = blockShape.reduce((a, b) => a * b, 1);
    const blocks = backend_util.getReshaped(x.shape, blockShape, product);
    const shape = backend_util.getReshapedPermuted(x.shape, blockShape, product);
    const whole = transposed(backend, { ...x, shape: blocks }, backend_util.getPermuted(blocks.length, blockShape.length));
    if (!whole) return null;
    const inside = { ...whole, shape };
    const cropped = [backend_util.getSliceBeginCoords(crops, blockShape.length), backend_util.getSliceSize(shape, crops, blockShape.length)] as const;
    const [begin, size] = slice_util.parseSliceParams(inside, ...cropped) as [number[], number[]];
    const answer = sliced(backend, inside, begin, size);
    backend.disposeIntermediateTensorInfo(whole);
    return answer;
  },
);

export const padKernels: readonly KernelConfig[] = [pad, mirrorPad, spaceToBatch, batchToSpace];
