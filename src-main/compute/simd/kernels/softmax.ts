import { util } from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { TASK } from '../kinds.ts';
import { kernel } from './config.ts';
import { divideRows } from './streaming.ts';

/** Along the last axis; log-softmax is composed by TensorFlow.js of kernels that are ours. */
const softmax = kernel<{ readonly logits: TensorInfo }, { readonly dim: number }>('Softmax', (backend, { logits }, { dim }) => {
  const rank = logits.shape.length;
  if (logits.dtype !== 'float32' || rank === 0 || (dim !== -1 && dim !== rank - 1)) return null;
  const from = backend.address(logits);
  const y = backend.output(logits.shape);
  const size = util.sizeFromShape(logits.shape);
  if (size === 0) return y.info;
  const classes = logits.shape.at(-1) as number;
  const { perTask, tasks } = divideRows(size / classes, classes);
  backend.machine.run(TASK.softmax, backend.machine.words([from, y.address, size / classes, classes, perTask]), tasks);
  return y.info;
});

export const softmaxKernels: readonly KernelConfig[] = [softmax];
