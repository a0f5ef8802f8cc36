import type { Layout, Task } from '../schema/kinds.ts';
import type { ModelSpec } from '../schema/experiment.ts';
import { assertNever } from './assert-never.ts';

/** What can be learnt from data that are arranged so. */
export function taskOfLayout(layout: Layout): Task {
  switch (layout) {
    case 'class-folders':
    case 'manifest':
      return 'classification';
    case 'image-masks':
    case 'decathlon':
      return 'segmentation';
    default:
      return assertNever(layout);
  }
}

/** What a network answers. */
export function taskOfModel({ kind }: Pick<ModelSpec, 'kind'>): Task {
  switch (kind) {
    case 'cnn':
    case 'resnet18':
      return 'classification';
    case 'unet2d':
    case 'unet3d':
      return 'segmentation';
    default:
      return assertNever(kind);
  }
}
