import { getKernel } from '@tensorflow/tfjs-core';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { SIMD } from '../backend.ts';

type Answer = TensorInfo | TensorInfo[];

/**
 * A kernel of this backend as TensorFlow.js registers it.
 *
 * @param run gets inputs and attributes by name, as the standard kernel of the same name takes them. It returns null
 *   for types and cases that it leaves to the plain kernel.
 */
export function kernel<Inputs, Attributes>(
  kernelName: string,
  run: (backend: SimdBackend, inputs: Inputs, attributes: Attributes) => Answer | null,
): KernelConfig {
  return {
    kernelName,
    backendName: SIMD,
    kernelFunc: (parameters) => {
      const { inputs, attrs, backend } = parameters;
      const simd = backend as SimdBackend;
      return simd.outputsKeptIfDone(() => run(simd, inputs as Inputs, attrs as Attributes)) ?? plainKernel(kernelName)(parameters);
    },
  };
}

function plainKernel(kernelName: string): KernelFunc {
  const plain = getKernel(kernelName, 'cpu');
  if (!plain) throw new Error(`expected inputs that ${kernelName} takes, but found others`);
  return plain.kernelFunc;
}
