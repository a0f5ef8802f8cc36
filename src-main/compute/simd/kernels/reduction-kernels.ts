import { backend_util, util } from '@tensorflow/tfjs-core';
import type { DataType, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import { ARG_EXTREME, FOLD, PRODUCT } from '../op-codes.ts';
import { cast } from './cast-kernels.ts';
import { kernel } from './config.ts';
import { bytesOf, sizeOf } from './elementwise.ts';
import { foldBy, passesOf, reduceInPasses, sumDividedBy, wholeBy } from './reduce.ts';
import type { Reduction } from './reduce.ts';

interface Input {
  readonly x: TensorInfo;
}

interface Axes {
  readonly axis: number | number[];
  readonly keepDims?: boolean;
}

/** Reduces axes of a tensor whose type does not change. Null for empty tensors: the plain kernels say what comes of those. */
function reduce(backend: SimdBackend, x: TensorInfo, axes: readonly number[], keepDims: boolean, reduction: Reduction, result: DataType = x.dtype): TensorInfo | null {
  if (sizeOf(x.shape) === 0) return null;
  const [outShape] = backend_util.computeOutAndReduceShapes(x.shape, [...axes]);
  const from = backend.address(x);
  const y = backend.output(keepDims ? backend_util.expandShapeToKeepDim(outShape, [...axes]) : outShape, result);
  reduceInPasses(backend, from, y.address, passesOf(x.shape, axes), bytesOf(x.dtype), reduction);
  return y.info;
}

/** The same with the values of bool tensors as int32. */
function reduceAs(backend: SimdBackend, x: TensorInfo, dtype: DataType, run: (x: TensorInfo) => TensorInfo | null): TensorInfo | null {
  if (x.dtype === dtype) return run(x);
  const changed = cast(backend, x, dtype);
  if (!changed) return null;
  const answer = run(changed);
  backend.disposeIntermediateTensorInfo(changed);
  return answer;
}

const sum = kernel<Input, Axes>('Sum', (backend, { x }, { axis, keepDims = false }) => {
  const axes = util.parseAxisParam(axis, x.shape);
  if (x.dtype === 'float32') return reduce(backend, x, axes, keepDims, sumDividedBy(1));
  return reduceAs(backend, x, 'int32', (ints) => reduce(backend, ints, axes, keepDims, foldBy(FOLD.sumInt, 4)));
});

const mean = kernel<Input, Axes>('Mean', (backend, { x }, { axis, keepDims = false }) => {
  const axes = util.parseAxisParam(axis, x.shape);
  const count = axes.reduce((size, each) => size * (x.shape[each] as number), 1);
  return reduceAs(backend, x, 'float32', (floats) => reduce(backend, floats, axes, keepDims, sumDividedBy(count)));
});

const product = kernel<Input, Axes>('Prod', (backend, { x }, { axis, keepDims = false }) => {
  const axes = util.parseAxisParam(axis, x.shape);
  // What is between two passes could overflow where the float64 product does not.
  if (passesOf(x.shape, axes).length > 1) return null;
  if (x.dtype === 'float32') return reduce(backend, x, axes, keepDims, wholeBy(TASK.product, PRODUCT.float));
  return reduceAs(backend, x, 'int32', (ints) => reduce(backend, ints, axes, keepDims, wholeBy(TASK.product, PRODUCT.int)));
});

/** The largest or smallest element. */
function extreme(kernelName: string, float: number, int: number): KernelConfig {
  return kernel<Input, Partial<Axes> & { readonly reductionIndices?: number | number[] }>(kernelName, (backend, { x }, attributes) => {
    if (x.dtype !== 'float32' && x.dtype !== 'int32') return null;
    const axes = util.parseAxisParam((attributes.reductionIndices ?? attributes.axis) as number[], x.shape);
    return reduce(backend, x, axes, attributes.keepDims ?? false, foldBy(x.dtype === 'float32' ? float : int, 4));
  });
}

function logical(kernelName: string, op: number): KernelConfig {
  return kernel<Input, Axes>(kernelName, (backend, { x }, { axis, keepDims = false }) =>
    x.dtype === 'bool' ? reduce(backend, x, util.parseAxisParam(axis, x.shape), keepDims, foldBy(op, 1)) : null,
  );
}

/** Where along an axis the largest or smallest element stands. */
function argExtreme(kernelName: string, float: number, int: number): KernelConfig {
  return kernel<Input, { readonly axis: number }>(kernelName, (backend, { x }, { axis }) => {
    const axes = util.parseAxisParam(axis, x.shape);
    if (axes.length !== 1 || (x.dtype !== 'float32' && x.dtype !== 'int32')) return null;
    return reduce(backend, x, axes, false, wholeBy(TASK.argExtreme, x.dtype === 'float32' ? float : int), 'int32');
  });
}

export const reductionKernels: readonly KernelConfig[] = [
  sum,
  mean,
  product,
  extreme('Max', FOLD.maximum, FOLD.maximumInt),
  extreme('Min', FOLD.minimum, FOLD.minimumInt),
  logical('Any', FOLD.any),
  logical('All', FOLD.all),
  argExtreme('ArgMax', ARG_EXTREME.largest, ARG_EXTREME.largestInt),
  argExtreme('ArgMin', ARG_EXTREME.smallest, ARG_EXTREME.smallestInt),
];
