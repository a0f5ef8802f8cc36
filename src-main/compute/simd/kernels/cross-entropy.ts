import { util } from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type { SoftmaxCrossEntropyAttributes } from '../../../../src-shared/domain/kernels.ts';
import { TASK } from '../kinds.ts';
import { kernel } from './config.ts';
import { divideRows } from './streaming.ts';

/** {logits, labels, classWeights?} → [loss, dlogits] */
const softmaxCrossEntropy = kernel<{ logits: TensorInfo; labels: TensorInfo; classWeights?: TensorInfo }, SoftmaxCrossEntropyAttributes>(
  KERNELS.softmaxCrossEntropy,
  (backend, { logits, labels, classWeights }, { ignore }) => {
    const { machine } = backend;
    const classes = logits.shape.at(-1) as number;
    const rows = util.sizeFromShape(labels.shape);
    const loss = backend.output([]);
    const gradient = backend.output(logits.shape);
    const weights = classWeights ? Float32Array.from(backend.values(classWeights)) : new Float32Array(classes).fill(1);
    const address = { logits: backend.address(logits), labels: backend.address(labels) };
    const total = totalWeight(backend.values(labels), weights, ignore);
    const { perTask, tasks } = divideRows(rows, classes);
    using shares = machine.arena.temporary(classes * 4);
    using partials = machine.arena.temporary(tasks * 8);
    machine.floats(shares, classes).set(weights.map((weight) => (total > 0 ? weight / total : 0)));
    const whole = Math.ceil(perTask / 4) * 4;
    const args = machine.words([address.logits, address.labels, shares.address, gradient.address, partials.address, rows, classes, ignore, whole]);
    const count = Math.ceil(rows / whole);
    machine.run(TASK.crossEntropy, args, count);
    const sums = new Float64Array(machine.arena.memory.buffer, partials.address, count);
    backend.values(loss.info)[0] = sums.reduce((sum, part) => sum + part, 0);
    return [loss.info, gradient.info];
  },
);

export const crossEntropyKernels: readonly KernelConfig[] = [softmaxCrossEntropy];

/** What all labels count together; a label that is no class is an error, because the kernel would read beyond its row. */
function totalWeight(labels: Iterable<number>, weights: Float32Array, ignore: number): number {
  let total = 0;
  for (const label of labels) {
    if (label === ignore) continue;
    const weight = weights[label];
    if (weight === undefined) throw new Error(`expected labels from 0 to ${weights.length - 1} or ${ignore}, but found ${label}`);
    total += weight;
  }
  return total;
}
