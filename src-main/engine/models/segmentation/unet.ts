import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { assertNever } from '../../../../src-shared/lib/assert-never.ts';
import type { NORMALISATIONS } from '../../../../src-shared/schema/kinds.ts';
import { BEFORE_RELU, drawWeights, FOR_LOGITS } from '../draw-weights.ts';
import { apply } from '../layers/apply.ts';
import { BatchNormalization } from '../layers/batch-normalization.ts';
import { Cropping3D } from '../layers/cropping-3d.ts';
import { GroupNormalization } from '../layers/group-normalization.ts';
import { InstanceNormalization } from '../layers/instance-normalization.ts';
import { LinearUpSampling } from '../layers/linear-up-sampling.ts';
import { ZeroPadding3D } from '../layers/zero-padding-3d.ts';
import { LayersNetwork } from '../layers-network.ts';

export interface UNetOptions {
  /** Channels of each level, from the top to the bottom. */
  readonly features: readonly number[];
  readonly normalisation: (typeof NORMALISATIONS)[number];
  /** How a level is brought to the size of the one above: learnt (unless said), or linearly and then by a 1-wide convolution. */
  readonly up?: 'transposed' | 'linear';
  /** How what came up meets what came down: side by side (unless said), or added. */
  readonly join?: 'concatenate' | 'add';
  /** [height, width, channel] or [depth, height, width, channel], of any size. */
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly seed: number;
}

/**
 * U-Net in two or three dimensions: Ronneberger, Fischer, Brox, MICCAI 2015,
 * and Çiçek et al., MICCAI 2016, padded so that the output has the input's size.
 *
 * On each level two 3-wide convolutions, each with normalisation and ReLU; max
 * pooling by 2 down, transposed convolution by 2 up, joined with what came down
 * on the same level; at the end a 1-wide convolution to one logit per class.
 *
 * Sides that are no multiples of 2^(levels − 1) get zeros on the way in, and
 * lose as much of the logits on the way out.
 */
export function unet(options: UNetOptions): LayersNetwork {
  const { features, inputShape, classes, seed } = options;
  const build = inputShape.length === 4 ? IN_3D : IN_2D;
  const margins = marginsFor(inputShape.slice(0, -1), 2 ** (features.length - 1));
  const isPadded = margins.some(([before, after]) => before + after > 0);
  const image = input({ shape: [...inputShape], name: 'image' });
  const skips: SymbolicTensor[] = [];
  let x: SymbolicTensor = isPadded ? apply(build.pad(margins), image) : image;
  for (const [level, filters] of features.entries()) {
    if (level > 0) x = apply(build.pool({ name: `pool${level}`, poolSize: 2 }), x);
    x = double(x, `down${level + 1}`, filters, build, options);
    skips.push(x);
  }
  for (let level = features.length - 2; level >= 0; level--) {
    const filters = features[level] as number;
    x = joined(enlarged(x, `up${level + 1}`, filters, build, options), skips[level] as SymbolicTensor, `join${level + 1}`, options);
    x = double(x, `merge${level + 1}`, filters, build, options);
  }
  x = apply(build.convolution({ name: 'classes', filters: classes, kernelSize: 1, kernelInitializer: FOR_LOGITS }), x);
  if (isPadded) x = apply(build.crop(margins), x);
  const network = new LayersNetwork(model({ inputs: image, outputs: x, name: 'unet' }), { kind: 'unet', ...options });
  drawWeights(network.model, seed);
  return network;
}

/** Before and after each side. */
type Margins = readonly (readonly [number, number])[];

const IN_2D = {
  convolution: layers.conv2d,
  transpose: layers.conv2dTranspose,
  pool: layers.maxPooling2d,
  pad: (margins: Margins) => layers.zeroPadding2d({ name: 'pad', padding: asPairs(margins) }),
  crop: (margins: Margins) => layers.cropping2D({ name: 'crop', cropping: asPairs(margins) }),
};
const IN_3D = {
  convolution: layers.conv3d,
  transpose: layers.conv3dTranspose,
  pool: layers.maxPooling3d,
  pad: (margins: Margins) => new ZeroPadding3D({ name: 'pad', padding: margins }),
  crop: (margins: Margins) => new Cropping3D({ name: 'crop', cropping: margins }),
};
type Build = typeof IN_2D | typeof IN_3D;

/** What each side lacks to a multiple of the factor, half of it on either end. */
function marginsFor(sides: readonly number[], factor: number): Margins {
  return sides.map((side) => {
    const missing = (factor - (side % factor)) % factor;
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  });
}

function asPairs(margins: Margins): [[number, number], [number, number]] {
  const [[top, bottom] = [0, 0], [left, right] = [0, 0]] = margins;
  return [[top, bottom], [left, right]];
}

function enlarged(x: SymbolicTensor, name: string, filters: number, build: Build, { up = 'transposed' }: UNetOptions): SymbolicTensor {
  if (up === 'transposed') return apply(build.transpose({ name, filters, kernelSize: 2, strides: 2, kernelInitializer: BEFORE_RELU }), x);
  return apply(build.convolution({ name: `${name}_conv`, filters, kernelSize: 1, kernelInitializer: BEFORE_RELU }), apply(new LinearUpSampling({ name }), x));
}

function joined(up: SymbolicTensor, skip: SymbolicTensor, name: string, { join = 'concatenate' }: UNetOptions): SymbolicTensor {
  return apply(join === 'add' ? layers.add({ name }) : layers.concatenate({ name }), up, skip);
}

function double(x: SymbolicTensor, name: string, filters: number, build: Build, { normalisation }: UNetOptions): SymbolicTensor {
  return [1, 2].reduce((before, i) => {
    const convolved = apply(build.convolution({ name: `${name}_conv${i}`, filters, kernelSize: 3, padding: 'same', kernelInitializer: BEFORE_RELU }), before);
    return apply(layers.activation({ name: `${name}_relu${i}`, activation: 'relu' }), normalised(convolved, `${name}_norm${i}`, filters, normalisation));
  }, x);
}

function normalised(x: SymbolicTensor, name: string, filters: number, kind: UNetOptions['normalisation']): SymbolicTensor {
  switch (kind) {
    case 'none':
      return x;
    case 'batch':
      return apply(new BatchNormalization({ name, momentum: 0.9, epsilon: 1e-5 }), x);
    case 'instance':
      return apply(new InstanceNormalization({ name, epsilon: 1e-5 }), x);
    case 'group':
      return apply(new GroupNormalization({ name, epsilon: 1e-5, groups: groupsOf(filters) }), x);
    default:
      return assertNever(kind);
  }
}

/** Eight groups, or as many as the channels can be parted into. */
function groupsOf(filters: number): number {
  return [8, 7, 6, 5, 4, 3, 2].find((groups) => filters % groups === 0) ?? 1;
}
