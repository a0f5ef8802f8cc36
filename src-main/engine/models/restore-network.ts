import { models } from '@tensorflow/tfjs-layers';
import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import './layers/register.ts';
import type { NetworkInit } from './layers-network.ts';
import { LayersNetwork } from './layers-network.ts';
import type { ModelJson } from './network.ts';

/** A network from what `json` and `weights` gave, the same to the last bit. */
export async function restoreNetwork(json: ModelJson, weights: readonly NamedWeights[]): Promise<LayersNetwork> {
  const model = await models.modelFromJSON(json.modelTopology as Parameters<typeof models.modelFromJSON>[0]);
  const network = new LayersNetwork(model, json.userDefinedMetadata.init as NetworkInit);
  network.setWeights(weights);
  return network;
}
