import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { SIMD } from '../backend.ts';

type Answer = TensorInfo | TensorInfo[];

/**
 * A kernel of this backend as TensorFlow.js registers it.
 *
 * @param run gets inputs and attributes by name, as the standard kernel of the same name takes them.
 */
export function kernel<Inputs, Attributes>(
  kernelName: string,
  run: (backend: SimdBackend, inputs: Inputs, attributes: Attributes) => Answer,
): KernelConfig {
  return {
    kernelName,
    backendName: SIMD,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const simd = backend as SimdBackend;
      return simd.outputsKeptIfDone(() => run(simd, inputs as Inputs, attrs as Attributes));
    },
  };
}
