import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { ModelSpec } from '../../../src-shared/schema/experiment.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { cnn } from './classification/cnn.ts';
import { resnet18 } from './classification/resnet18.ts';
import { unet } from './segmentation/unet.ts';
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
    case 'unet2d':
    case 'unet3d':
      expectAxes(spec.kind, inputShape);
      return unet({ ...spec, inputShape, classes, seed });
    default:
      return assertNever(spec);
  }
}

function expectAxes(kind: 'unet2d' | 'unet3d', inputShape: readonly number[]): void {
  const axes = kind === 'unet2d' ? 2 : 3;
  if (inputShape.length === axes + 1) return;
  throw new BadInput(`expected ${axes === 2 ? 'images' : 'volumes'} for ${kind}, but found an input of ${inputShape.join(' × ')}`, { help: `Choose ${axes === 2 ? 'unet3d for volumes' : 'unet2d for images'}.` });
}
