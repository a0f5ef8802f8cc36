import type { KernelConfig } from '@tensorflow/tfjs-core';
import { binaryKernels } from './binary-kernels.ts';
import { castKernels } from './cast-kernels.ts';
import { indexKernels } from './index-kernels.ts';
import { layoutKernels } from './layout-kernels.ts';
import { padKernels } from './pad-kernels.ts';
import { poolKernels } from './pool-kernels.ts';
import { reductionKernels } from './reduction-kernels.ts';
import { softmaxKernels } from './softmax.ts';
import { unaryKernels } from './unary-kernels.ts';

/** TensorFlow.js's own kernels beside convolutions and matrix products. */
export const STANDARD_KERNELS: readonly KernelConfig[] = [
  ...castKernels,
  ...unaryKernels,
  ...binaryKernels,
  ...reductionKernels,
  ...layoutKernels,
  ...padKernels,
  ...indexKernels,
  ...poolKernels,
  ...softmaxKernels,
];
