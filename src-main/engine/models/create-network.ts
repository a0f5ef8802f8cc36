import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { ModelSpec } from '../../../src-shared/schema/experiment.ts';
import { axesOfModel, outputsOf, taskOf } from '../../../src-shared/lib/task.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { NO_CODE } from '../user-code.ts';
import type { UserCode } from '../user-code.ts';
import { cnn } from './classification/cnn.ts';
import { resnet } from './classification/resnet.ts';
import { vgg } from './classification/vgg.ts';
import { customNetwork } from './custom-network.ts';
import type { TargetScale } from './output-layer.ts';
import { dcgan } from './generative/dcgan.ts';
import { vae } from './generative/vae.ts';
import { unet } from './segmentation/unet.ts';
import type { AbstractNetwork } from './network.ts';

/** The network of an experiment, with its first weights drawn. @param scale of the numbers that are to be learnt; any where the weights will be others. */
export function networkOf({ spec, classes, inputShape, code }: ExperimentNetwork, scale?: TargetScale): AbstractNetwork {
  const outputs = outputsOf(spec, classes).length;
  const unit = { means: new Array<number>(outputs).fill(0), deviations: new Array<number>(outputs).fill(1) };
  return createNetwork(spec.model, inputShape, outputs, spec.seed, code, taskOf(spec) === 'regression' ? (scale ?? unit) : null);
}

export interface ExperimentNetwork {
  readonly spec: Pick<ResolvedExperiment, 'model' | 'dataset' | 'seed'>;
  readonly classes: readonly string[];
  /** [height, width, channel] of one image after `prepare`, [z, y, x, channel] of a volume. */
  readonly inputShape: readonly number[];
  /** The user's code that the spec names, loaded. */
  readonly code?: UserCode | undefined;
}

/**
 * The network that a model's settings describe, with its first weights drawn.
 *
 * @param inputShape [height, width, channel] of one image, [z, y, x, channel] of a volume
 * @param outputs how many classes there are, or numbers to predict.
 * @param scale of the numbers; null for classes.
 */
export function createNetwork(spec: ModelSpec, inputShape: readonly number[], outputs: number, seed: number, code: UserCode = NO_CODE, scale: TargetScale | null = null): AbstractNetwork {
  expectAxes(spec.kind, inputShape);
  const last = { outputs, ...(scale && { scale }) };
  switch (spec.kind) {
    case 'cnn':
      return cnn({ ...spec, inputShape, classes: outputs, seed, ...(scale && { scale }) });
    case 'vgg':
      return vgg({ ...spec, ...last, inputShape, seed });
    case 'resnet18':
      return resnet({ depth: 18, ...last, inputShape, seed });
    case 'resnet34':
      return resnet({ depth: 34, ...last, inputShape, seed });
    case 'resnet50':
      return resnet({ depth: 50, ...last, inputShape, seed });
    case 'unet2d':
    case 'unet3d':
      return unet({ ...spec, inputShape, classes: outputs, seed });
    case 'dcgan':
      return dcgan({ ...spec, inputShape, seed });
    case 'vae':
      return vae({ ...spec, inputShape, seed });
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
