import type * as tf from '../tf.ts';
import type { NamedTensors } from './contract.ts';

/** The tensor of that name, or an error that lists the names there are. */
export function namedTensor(tensors: NamedTensors, name: string): tf.Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`expected a tensor named ${name}, but found ${Object.keys(tensors).join(', ') || 'none'}`);
  return tensor;
}
