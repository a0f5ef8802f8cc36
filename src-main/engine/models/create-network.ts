import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { ModelSpec } from '../../../src-shared/schema/experiment.ts';
import { axesOfModel } from '../../../src-shared/lib/task.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { NO_CODE } from '../user-code.ts';
import type { UserCode } from '../user-code.ts';
import { cnn } from './classification/cnn.ts';
import { resnet } from './classification/resnet.ts';
import { vgg } from './classification/vgg.ts';
import { customNetwork } from './custom-network.ts';
import { unet } from './segmentation/unet.ts';
import type { AbstractNetwork } from './network.ts';

/**
 * The network that an experiment names, with its first weights drawn.
 *
 * @param inputShape [height, width, channel] of one image, [z, y, x, channel] of a volume
 * @param outputs how many classes there are, or numbers to predict.
 */
export function createNetwork(spec: ModelSpec, inputShape: readonly number[], outputs: number, seed: number, code: UserCode = NO_CODE): AbstractNetwork {
  expectAxes(spec.kind, inputShape);
  switch (spec.kind) {
    case 'cnn':
      return cnn({ ...spec, inputShape, classes: outputs, seed });
    case 'vgg':
      return vgg({ ...spec, inputShape, outputs, seed });
    case 'resnet18':
      return resnet({ depth: 18, inputShape, outputs, seed });
    case 'resnet34':
      return resnet({ depth: 34, inputShape, outputs, seed });
    case 'resnet50':
      return resnet({ depth: 50, inputShape, outputs, seed });
    case 'unet2d':
    case 'unet3d':
      return unet({ ...spec, inputShape, classes: outputs, seed });
    case 'custom':
      return customNetwork(spec, { inputShape, outputs, seed }, code);
    default:
      return assertNever(spec);
  }
}

function expectAxes(kind: ModelSpec['kind'], inputShape: readonly number[]): void {
  const axes = axesOfModel({ kind });
  if (axes.includes(inputShape.length - 1)) return;
  const what = axes.map((each) => (each === 2 ? 'images' : 'volumes')).join(' or ');
  throw new BadInput(`expected ${what} for ${kind}, but found an input of ${inputShape.join(' × ')}`, { help: kind === 'unet2d' ? 'Choose unet3d for volumes.' : kind === 'unet3d' ? 'Choose unet2d for images.' : 'Choose resnet18 or vgg for volumes.' });
}
