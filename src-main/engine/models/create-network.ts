import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { ModelSpec } from '../../../src-shared/schema/experiment.ts';
import { cnn } from './classification/cnn.ts';
import { resnet18 } from './classification/resnet18.ts';
import type { LayersNetwork } from './layers-network.ts';

/**
 * The network that an experiment names, with its first weights drawn.
 *
 * @param inputShape [height, width, channel] of one image
 */
export function createNetwork(spec: ModelSpec, inputShape: readonly number[], classes: number, seed: number): LayersNetwork {
  switch (spec.kind) {
    case 'cnn':
      return cnn({ ...spec, inputShape, classes, seed });
    case 'resnet18':
      return resnet18({ inputShape, classes, seed });
    default:
      return assertNever(spec);
  }
}
