import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { BEFORE_RELU, drawWeights, FOR_LOGITS } from '../draw-weights.ts';
import { apply } from '../layers/apply.ts';
import { BatchNormalization } from '../layers/batch-normalization.ts';
import { InstanceNormalization } from '../layers/instance-normalization.ts';
import { LayersNetwork } from '../layers-network.ts';

export interface UNetOptions {
  /** Channels of each level, from the top to the bottom. */
  readonly features: readonly number[];
  readonly normalisation: 'none' | 'batch' | 'instance';
  /** [height, width, channel] or [depth, height, width, channel]; sides are multiples of 2^(levels − 1). */
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
 */
export function unet(options: UNetOptions): LayersNetwork {
  const { features, inputShape, classes, seed } = options;
  requireMultiples(inputShape.slice(0, -1), 2 ** (features.length - 1));
  const build = inputShape.length === 4 ? IN_3D : IN_2D;
  const image = input({ shape: [...inputShape], name: 'image' });
  const skips: SymbolicTensor[] = [];
  let x: SymbolicTensor = image;
  for (const [level, filters] of features.entries()) {
    if (level > 0) x = apply(build.pool({ name: `pool${level}`, poolSize: 2 }), x);
    x = double(x, `down${level + 1}`, filters, build, options);
    skips.push(x);
  }
  for (let level = features.length - 2; level >= 0; level--) {
    const filters = features[level] as number;
    const up = apply(build.transpose({ name: `up${level + 1}`, filters, kernelSize: 2, strides: 2, kernelInitializer: BEFORE_RELU }), x);
    x = apply(layers.concatenate({ name: `join${level + 1}` }), up, skips[level] as SymbolicTensor);
    x = double(x, `merge${level + 1}`, filters, build, options);
  }
  x = apply(build.convolution({ name: 'classes', filters: classes, kernelSize: 1, kernelInitializer: FOR_LOGITS }), x);
  const network = new LayersNetwork(model({ inputs: image, outputs: x, name: 'unet' }), { kind: 'unet', ...options });
  drawWeights(network.model, seed);
  return network;
}

const IN_2D = { convolution: layers.conv2d, transpose: layers.conv2dTranspose, pool: layers.maxPooling2d } as const;
const IN_3D = { convolution: layers.conv3d, transpose: layers.conv3dTranspose, pool: layers.maxPooling3d } as const;

function double(x: SymbolicTensor, name: string, filters: number, build: typeof IN_2D | typeof IN_3D, { normalisation }: UNetOptions): SymbolicTensor {
  return [1, 2].reduce((before, i) => {
    const convolved = apply(build.convolution({ name: `${name}_conv${i}`, filters, kernelSize: 3, padding: 'same', kernelInitializer: BEFORE_RELU }), before);
    return apply(layers.activation({ name: `${name}_relu${i}`, activation: 'relu' }), normalised(convolved, `${name}_norm${i}`, normalisation));
  }, x);
}

function normalised(x: SymbolicTensor, name: string, kind: UNetOptions['normalisation']): SymbolicTensor {
  switch (kind) {
    case 'none':
      return x;
    case 'batch':
      return apply(new BatchNormalization({ name, momentum: 0.9, epsilon: 1e-5 }), x);
    case 'instance':
      return apply(new InstanceNormalization({ name, epsilon: 1e-5 }), x);
  }
}

function requireMultiples(sides: readonly number[], factor: number): void {
  if (sides.every((side) => side % factor === 0)) return;
  throw new BadInput(`expected images whose sides are multiples of ${factor} for this network, but found ${sides.join(' × ')}`, {
    help: `Crop or resize the images to multiples of ${factor}, or take out a level.`,
  });
}
