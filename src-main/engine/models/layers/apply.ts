import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/**
 * Puts a layer behind others in a functional model. Its weights are zeros until
 * `drawWeights`: the initialisers that its stored form names are not run,
 * because they would take a second for ten million weights.
 */
export function apply(layer: layers.Layer, ...inputs: readonly SymbolicTensor[]): SymbolicTensor {
  const [first, ...more] = inputs;
  if (first === undefined) throw new Error(`expected something to put ${layer.name} behind`);
  layer.setFastWeightInitDuringBuild(true);
  return layer.apply(more.length === 0 ? first : [first, ...more]) as SymbolicTensor;
}
