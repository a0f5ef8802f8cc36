import '@tensorflow/tfjs-backend-cpu';
import { getKernelsForBackend, registerBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { SIMD, SimdBackend } from './backend.ts';
import { activationBiasKernels } from './kernels/activation-bias.ts';
import { convolutionKernels } from './kernels/convolution-kernels.ts';
import { crossEntropyKernels } from './kernels/cross-entropy.ts';
import { matrixKernels } from './kernels/matrix-product.ts';
import { maxPoolKernels } from './kernels/max-pool.ts';
import { movingAverageKernels } from './kernels/move-averages.ts';
import { normaliseKernels } from './kernels/normalise.ts';
import { optimizerKernels } from './kernels/optimizer-step.ts';
import { STANDARD_KERNELS } from './kernels/standard-kernels.ts';
import { upSampleKernels } from './kernels/up-sample.ts';
import type { Machine } from './machine.ts';

/** Kernels that run on the machine; everything else is TensorFlow.js's plain CPU kernel. */
export const HOT_KERNELS: readonly KernelConfig[] = [
  ...convolutionKernels,
  ...matrixKernels,
  ...activationBiasKernels,
  ...normaliseKernels,
  ...maxPoolKernels,
  ...upSampleKernels,
  ...optimizerKernels,
  ...movingAverageKernels,
  ...crossEntropyKernels,
  ...STANDARD_KERNELS,
];

/** A kernel that ran. */
export interface RanKernel {
  readonly name: string;
  /** Whether it was one of ours. */
  readonly hot: boolean;
  readonly inputs: NamedTensorInfoMap;
  readonly attributes: NamedAttrMap | undefined;
  readonly outputs: readonly TensorInfo[];
  readonly milliseconds: number;
}

export type KernelObserver = (ran: RanKernel) => void;

/**
 * Registers the backend `simd` on a machine, with all kernels of the plain CPU
 * backend and ours in place of the hot ones.
 *
 * @param options.without kernels of ours that failed their self-test and stay plain.
 */
export function registerSimd(
  machine: Machine,
  options: { readonly without?: readonly string[]; readonly observe?: KernelObserver } = {},
): void {
  const hot = new Map(HOT_KERNELS.filter(({ kernelName }) => !options.without?.includes(kernelName)).map((each) => [each.kernelName, each]));
  const plain = new Map(getKernelsForBackend('cpu').map((each) => [each.kernelName, each]));
  for (const { kernelName } of getKernelsForBackend(SIMD)) unregisterKernel(kernelName, SIMD);
  for (const config of new Map([...plain, ...hot]).values()) {
    registerKernel({ ...observed(config, hot.has(config.kernelName), options.observe), backendName: SIMD });
  }
  registerBackend(SIMD, () => new SimdBackend(machine), 10);
}

function observed(config: KernelConfig, hot: boolean, observe: KernelObserver | undefined): KernelConfig {
  if (!observe) return config;
  return {
    ...config,
    kernelFunc: (parameters) => {
      const began = performance.now();
      const answer = config.kernelFunc(parameters);
      const milliseconds = performance.now() - began;
      observe({ name: config.kernelName, hot, inputs: parameters.inputs, attributes: parameters.attrs, outputs: [answer].flat(), milliseconds });
      return answer;
    },
  };
}
