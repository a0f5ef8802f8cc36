import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type { MoveAveragesAttributes } from '../../../../src-shared/domain/kernels.ts';
import type { NumberArray, SimdBackend } from '../backend.ts';
import { kernel } from './config.ts';

/**
 * {mean0, variance0, batchMean0, deviation0 …} changes the averages where they
 * lie. They are some thousand numbers in all: what takes long is to ask for them
 * one by one.
 */
const moveAverages = kernel<Record<string, TensorInfo | undefined>, MoveAveragesAttributes>(KERNELS.moveAverages, (backend, inputs, { momenta, epsilons }) => {
  for (const [i, momentum] of momenta.entries()) {
    const epsilon = epsilons[i] as number;
    const [mean, variance] = [averages(backend, inputs[`mean${i}`]), averages(backend, inputs[`variance${i}`])];
    const [batchMean, deviation] = [backend.values(inputs[`batchMean${i}`] as TensorInfo), backend.values(inputs[`deviation${i}`] as TensorInfo)] as [NumberArray, NumberArray];
    for (let c = 0; c < mean.length; c++) {
      const seen = Math.max(0, 1 / (deviation[c] as number) ** 2 - epsilon);
      mean[c] = momentum * (mean[c] as number) + (1 - momentum) * (batchMean[c] as number);
      variance[c] = momentum * (variance[c] as number) + (1 - momentum) * seen;
    }
  }
  return [];
});

export const movingAverageKernels: readonly KernelConfig[] = [moveAverages];

/** In the machine's memory: an array that someone made the tensor from is left as it is. */
function averages(backend: SimdBackend, info: TensorInfo | undefined): NumberArray {
  if (!info) throw new Error('expected as many averages as momenta, but found fewer');
  backend.address(info);
  return backend.values(info);
}
