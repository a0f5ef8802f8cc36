import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { Batch } from '../loading/batch.ts';
import * as tf from '../tf.ts';
import type { NamedTensors } from './contract.ts';

/** Inputs become float32; everything else keeps whole numbers as int32. */
export function toTensors(batch: Batch, inputNames: readonly string[]): NamedTensors {
  for (const name of inputNames) {
    if (!(name in batch.arrays)) throw new Error(`expected a batch with "${name}", but found ${Object.keys(batch.arrays).join(', ') || 'nothing'}`);
  }
  return Object.fromEntries(Object.entries(batch.arrays).map(([name, array]) => [name, toTensor(array, inputNames.includes(name))]));
}

function toTensor(array: DenseArray, isInput: boolean): tf.Tensor {
  // The labels of pixels have no channels: [batch, height, width], not [batch, height, width, 1].
  const shape = !isInput && array.shape.length > 3 && array.shape.at(-1) === 1 ? array.shape.slice(0, -1) : [...array.shape];
  if (array.dtype === 'float32') return tf.tensor(array.data as Float32Array, shape, 'float32');
  if (isInput) return tf.tensor(Float32Array.from(array.data), shape, 'float32');
  return tf.tensor(array.dtype === 'int32' ? (array.data as Int32Array) : Int32Array.from(array.data), shape, 'int32');
}
