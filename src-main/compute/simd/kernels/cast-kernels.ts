/** Changes of type, and tensors of one value. */
import { getKernel, util } from '@tensorflow/tfjs-core';
import type { DataType, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import { MAP, TEST, WIDEN } from '../op-codes.ts';
import { kernel } from './config.ts';
import { elementwise, filled, isNumeric } from './elementwise.ts';
import type { ElementwiseJob } from './elementwise.ts';

/** How to change one type into another; the plain kernel would let an int32 tensor pass for float32 without changing its values' type. */
const CASTS: Readonly<Record<string, ElementwiseJob>> = {
  'int32 → float32': { kind: TASK.mapWords, op: MAP.floatOfInt, result: 'float32' },
  'float32 → int32': { kind: TASK.mapWords, op: MAP.intOfFloat, result: 'int32' },
  'float32 → bool': { kind: TASK.testWords, op: TEST.nonZeroFloat, result: 'bool' },
  'int32 → bool': { kind: TASK.testWords, op: TEST.nonZeroInt, result: 'bool' },
  'bool → int32': { kind: TASK.widenBytes, op: WIDEN.toInt, result: 'int32' },
  'bool → float32': { kind: TASK.widenBytes, op: WIDEN.toFloat, result: 'float32' },
};

/** A tensor of another numeric type; of the same type the same tensor, held once more. */
export function cast(backend: SimdBackend, x: TensorInfo, dtype: DataType): TensorInfo | null {
  if (x.dtype === dtype && isNumeric(dtype)) return backend.share(x);
  const job = CASTS[`${x.dtype} → ${dtype}`];
  return job ? elementwise(backend, x, job) : null;
}

const castKernel = kernel<{ readonly x: TensorInfo }, { readonly dtype: DataType }>('Cast', (backend, { x }, { dtype }) => {
  if (dtype !== 'complex64' || x.dtype === 'float32') return cast(backend, x, dtype);
  const floats = cast(backend, x, 'float32');
  return floats && complexOf(backend, floats);
});

/** A complex tensor with these real parts. */
function complexOf(backend: SimdBackend, real: TensorInfo): TensorInfo {
  const imag = filled(backend, real.shape, 'float32', 0);
  const complex = getKernel('Complex', 'cpu');
  if (!complex) throw new Error('expected the plain CPU kernels to be registered');
  const answer = complex.kernelFunc({ inputs: { real, imag }, attrs: {}, backend }) as TensorInfo;
  backend.disposeIntermediateTensorInfo(real);
  backend.disposeIntermediateTensorInfo(imag);
  return answer;
}

const fill = kernel<unknown, { readonly shape: number[]; readonly value: number | boolean | string; readonly dtype?: DataType }>(
  'Fill',
  (backend, _, { shape, value, dtype = util.inferDtype(value) }) =>
    isNumeric(dtype) && typeof value !== 'string' ? filled(backend, shape, dtype, Number(value)) : null,
);

function filledLike(kernelName: string, value: number): KernelConfig {
  return kernel<{ readonly x: TensorInfo }, unknown>(kernelName, (backend, { x }) => (isNumeric(x.dtype) ? filled(backend, x.shape, x.dtype, value) : null));
}

export const castKernels: readonly KernelConfig[] = [castKernel, fill, filledLike('ZerosLike', 0), filledLike('OnesLike', 1)];
