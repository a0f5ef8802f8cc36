import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { assertNever } from '../../../../src-shared/lib/assert-never.ts';
import type { NORMALISATIONS } from '../../../../src-shared/schema/kinds.ts';
import { BEFORE_RELU, drawWeights, FOR_LOGITS } from '../draw-weights.ts';
import { apply } from '../layers/apply.ts';
import { GroupNormalization } from '../layers/group-normalization.ts';
import { InstanceNormalization } from '../layers/instance-normalization.ts';
import type { InSpace, Margins } from '../layers/in-space.ts';
import { areWide, batchNormalisation, inSpace, marginsTo } from '../layers/in-space.ts';
import { LinearUpSampling } from '../layers/linear-up-sampling.ts';
import { LayersNetwork } from '../layers-network.ts';
import type { Head } from './deep-supervision.ts';
import { DeeplySupervised, headPlace } from './deep-supervision.ts';

export interface UNetOptions {
  /** Channels of each level, from the top to the bottom. */
  readonly features: readonly number[];
  readonly normalisation: (typeof NORMALISATIONS)[number];
  /** What is on a level: two convolutions (unless said), or two around which the level's input passes. */
  readonly blocks?: 'plain' | 'residual';
  /** Whether the levels below the top have logits of their own, which learn too; they have not unless said. */
  readonly deepSupervision?: boolean;
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
 * Residual blocks: Zhang, Liu, Wang, "Road extraction by deep residual U-Net", 2018.
 *
 * Sides that are no multiples of 2^(levels − 1) get zeros on the way in, and
 * lose as much of the logits on the way out.
 */
export function unet(options: UNetOptions): LayersNetwork {
  const { features, inputShape, classes, seed, deepSupervision = false } = options;
  const build = inSpace(inputShape);
  const sides = inputShape.slice(0, -1);
  const factor = 2 ** (features.length - 1);
  const margins = marginsTo(sides, sides.map((side) => Math.ceil(side / factor) * factor));
  const image = input({ shape: [...inputShape], name: 'image' });
  const skips: SymbolicTensor[] = [];
  const heads: (Head & { readonly logits: SymbolicTensor })[] = [];
  let x: SymbolicTensor = areWide(margins) ? apply(build.pad('pad', margins), image) : image;
  for (const [level, filters] of features.entries()) {
    if (level > 0) x = apply(build.maxPool({ name: `pool${level}`, poolSize: 2 }), x);
    x = double(x, `down${level + 1}`, filters, build, options);
    skips.push(x);
  }
  for (let level = features.length - 2; level >= 0; level--) {
    const filters = features[level] as number;
    x = joined(enlarged(x, `up${level + 1}`, filters, build, options), skips[level] as SymbolicTensor, `join${level + 1}`, options);
    x = double(x, `merge${level + 1}`, filters, build, options);
    if (deepSupervision && level > 0) heads.unshift(...headOf(x, level, sides, margins, build, classes));
  }
  x = apply(build.convolution({ name: 'classes', filters: classes, kernelSize: 1, kernelInitializer: FOR_LOGITS }), x);
  if (areWide(margins)) x = apply(build.crop('crop', margins), x);
  const made = model({ inputs: image, outputs: [x, ...heads.map(({ logits }) => logits)], name: 'unet' });
  const init = { kind: 'unet', ...options };
  const network = heads.length > 0 ? new DeeplySupervised(made, init, heads) : new LayersNetwork(made, init);
  drawWeights(network.model, seed);
  return network;
}

/** The logits of a level below the top, of its pixels that lie on the image; none where none does. */
function headOf(x: SymbolicTensor, level: number, sides: readonly number[], margins: Margins, build: InSpace, classes: number): (Head & { readonly logits: SymbolicTensor })[] {
  const place = headPlace(sides, margins, 2 ** level);
  if (place.sizes.some((size) => size < 1)) return [];
  const name = `classes${level + 1}`;
  const logits = apply(build.convolution({ name, filters: classes, kernelSize: 1, kernelInitializer: FOR_LOGITS }), x);
  const cropped = areWide(place.cropping) ? apply(build.crop(`crop${level + 1}`, place.cropping), logits) : logits;
  return [{ ...place, output: areWide(place.cropping) ? `crop${level + 1}` : name, logits: cropped }];
}

function enlarged(x: SymbolicTensor, name: string, filters: number, build: InSpace, { up = 'transposed' }: UNetOptions): SymbolicTensor {
  if (up === 'transposed') return apply(build.transpose({ name, filters, kernelSize: 2, strides: 2, kernelInitializer: BEFORE_RELU }), x);
  return apply(build.convolution({ name: `${name}_conv`, filters, kernelSize: 1, kernelInitializer: BEFORE_RELU }), apply(new LinearUpSampling({ name }), x));
}

function joined(up: SymbolicTensor, skip: SymbolicTensor, name: string, { join = 'concatenate' }: UNetOptions): SymbolicTensor {
  return apply(join === 'add' ? layers.add({ name }) : layers.concatenate({ name }), up, skip);
}

/** Two convolutions, each with normalisation and ReLU; in a residual block the input is added before the last ReLU. */
function double(x: SymbolicTensor, name: string, filters: number, build: InSpace, { normalisation, blocks = 'plain' }: UNetOptions): SymbolicTensor {
  const convolved = (before: SymbolicTensor, i: number) => {
    const y = apply(build.convolution({ name: `${name}_conv${i}`, filters, kernelSize: 3, padding: 'same', kernelInitializer: BEFORE_RELU }), before);
    return normalised(y, `${name}_norm${i}`, filters, normalisation);
  };
  const rectified = (y: SymbolicTensor, i: number) => apply(layers.activation({ name: `${name}_relu${i}`, activation: 'relu' }), y);
  const y = convolved(rectified(convolved(x, 1), 1), 2);
  if (blocks === 'plain') return rectified(y, 2);
  const isAlike = x.shape[x.rank - 1] === filters;
  const skip = isAlike ? x : apply(build.convolution({ name: `${name}_skip`, filters, kernelSize: 1, kernelInitializer: FOR_LOGITS }), x);
  return rectified(apply(layers.add({ name: `${name}_add` }), y, skip), 2);
}

function normalised(x: SymbolicTensor, name: string, filters: number, kind: UNetOptions['normalisation']): SymbolicTensor {
  switch (kind) {
    case 'none':
      return x;
    case 'batch':
      return apply(batchNormalisation(name), x);
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
