import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LayerRow } from '../../../src-shared/api/models.ts';

/** The layers of a model in order, without its inputs, and its trainable weights in all. */
export function describeLayers(model: LayersModel): { readonly layers: readonly LayerRow[]; readonly parameters: number } {
  const layers = model.layers
    .filter((layer) => layer.getClassName() !== 'InputLayer')
    .map((layer) => ({
      name: layer.name,
      kind: layer.getClassName(),
      outputShape: (layer.outputShape as (number | null)[]).slice(1).map((length) => length ?? 0),
      parameters: count(layer.trainableWeights),
    }));
  return { layers, parameters: count(model.trainableWeights) };
}

function count(weights: LayersModel['trainableWeights']): number {
  return weights.reduce((sum, { shape }) => sum + (shape as number[]).reduce((a, b) => a * b, 1), 0);
}
