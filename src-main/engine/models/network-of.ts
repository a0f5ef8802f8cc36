import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NetworkArguments } from './custom-network.ts';
import { drawAnyWeights } from './draw-any-weights.ts';
import { LayersNetwork } from './layers-network.ts';

/**
 * A network out of a functional model of tfjs-layers, with its first weights
 * drawn. It is stored in the standard format, so that others can open it.
 *
 * @param model takes images [batch, height, width, channel] and gives logits.
 */
export function networkOf(model: LayersModel, args: NetworkArguments): LayersNetwork {
  drawAnyWeights(model, args.seed);
  return new LayersNetwork(model, { ...args });
}
