import type { ModelSpec } from '../schema/experiment.ts';
import { assertNever } from './assert-never.ts';

/** Pixels that a network needs along each side of an image: said before a run by its plan, and by the network itself. */
export function smallestImage(model: { readonly kind: 'cnn'; readonly filters: readonly number[] } | Exclude<ModelSpec, { kind: 'cnn' }>): number {
  switch (model.kind) {
    case 'cnn':
      // Each convolution takes a pixel from every side, and the pooling needs two of what is left.
      return 2 * model.filters.length + 2;
    case 'vgg':
    case 'resnet18':
    case 'resnet34':
    case 'resnet50':
    case 'unet2d':
    case 'unet3d':
    case 'dcgan':
    case 'vae':
    case 'custom':
      return 1;
    default:
      return assertNever(model);
  }
}
