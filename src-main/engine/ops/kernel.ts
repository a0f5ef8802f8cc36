import type { KERNELS } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';

export type KernelName = (typeof KERNELS)[keyof typeof KERNELS];

/** Whether the current backend has a kernel of ours. */
export function hasKernel(name: KernelName): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel of the current backend; inputs that are null are left out. */
export function runKernel(name: string, inputs: Readonly<Record<string, tf.Tensor | null>>, attributes: object): tf.Tensor[] {
  const given: tf.NamedTensorMap = {};
  for (const input in inputs) if (inputs[input]) given[input] = inputs[input];
  const outputs = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, given, attributes as tf.NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}
