import { util } from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import { kernel } from './config.ts';
import { divideRows } from './streaming.ts';

const MOST_PARTIALS = 64;

/** {dy, y?} → [dz, dbias]; without y dz is dy itself. */
const activationBias = kernel<{ dy: TensorInfo; y?: TensorInfo }, object>(KERNELS.activationBias, (backend, { dy, y }) => {
  const channels = dy.shape.at(-1) ?? 1;
  const rows = util.sizeFromShape(dy.shape) / Math.max(1, channels);
  const dz = y ? backend.output(dy.shape) : null;
  const { perTask, tasks } = divideRows(rows, channels, MOST_PARTIALS);
  const { machine } = backend;
  using partials = machine.arena.temporary(tasks * channels * 4);
  const args = machine.words([
    backend.address(dy),
    y ? backend.address(y) : 0,
    dz?.address ?? 0,
    partials.address,
    rows,
    channels,
    perTask,
  ]);
  machine.run(TASK.activationBias, args, tasks);
  const dbias = sumPartials(backend, machine.floats(partials, tasks * channels), channels);
  return [dz?.info ?? backend.share(dy), dbias];
});

export const activationBiasKernels: readonly KernelConfig[] = [activationBias];

/** Adds [task][channel] over tasks, in order, in float64. */
function sumPartials(backend: SimdBackend, partials: Float32Array, channels: number): TensorInfo {
  const { info } = backend.output([channels]);
  const sums = backend.values(info);
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let at = c; at < partials.length; at += channels) sum += partials[at] as number;
    sums[c] = sum;
  }
  return info;
}
