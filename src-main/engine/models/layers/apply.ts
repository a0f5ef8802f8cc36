import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Puts a layer behind others in a functional model. */
export function apply(layer: layers.Layer, ...inputs: readonly SymbolicTensor[]): SymbolicTensor {
  const [first, ...more] = inputs;
  if (first === undefined) throw new Error(`expected something to put ${layer.name} behind`);
  return layer.apply(more.length === 0 ? first : [first, ...more]) as SymbolicTensor;
}
