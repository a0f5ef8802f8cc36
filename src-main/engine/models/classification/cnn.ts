import { input, layers, model } from '@tensorflow/tfjs-layers';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import { smallestImage } from '../../../../src-shared/lib/smallest-image.ts';
import { BEFORE_RELU, drawWeights } from '../draw-weights.ts';
import { apply } from '../layers/apply.ts';
import { LayersNetwork } from '../layers-network.ts';
import type { TargetScale } from '../output-layer.ts';
import { outputLayer, writeScale } from '../output-layer.ts';

export interface CnnOptions {
  /** Channels of the 3 × 3 convolutions, one after the other. */
  readonly filters: readonly number[];
  /** Units of the layer before the classes. */
  readonly dense: number;
  /** Share of those units that is dropped in each training step. */
  readonly dropout: number;
  /** [height, width, channel] */
  readonly inputShape: readonly number[];
  /** One logit for each, or one value for each number that is predicted. */
  readonly classes: number;
  readonly scale?: TargetScale;
  readonly seed: number;
}

/**
 * Convolutions of 3 × 3 with ReLU, one max pooling of 2 × 2, a dense layer with
 * ReLU, and one logit per class: the classic small network for small pictures.
 */
export function cnn(options: CnnOptions): LayersNetwork {
  const { filters, dense, dropout, inputShape, classes, seed } = options;
  requireSize(inputShape, smallestImage({ kind: 'cnn', filters }));
  const image = input({ shape: [...inputShape], name: 'image' });
  let x = image;
  for (const [i, count] of filters.entries()) {
    x = apply(layers.conv2d({ name: `conv${i + 1}`, filters: count, kernelSize: 3, activation: 'relu', kernelInitializer: BEFORE_RELU }), x);
  }
  x = apply(layers.maxPooling2d({ name: 'pool', poolSize: 2 }), x);
  x = apply(layers.flatten({ name: 'flatten' }), x);
  x = apply(layers.dense({ name: 'dense', units: dense, activation: 'relu', kernelInitializer: BEFORE_RELU }), x);
  if (dropout > 0) x = apply(layers.dropout({ name: 'dropout', rate: dropout }), x);
  x = outputLayer(x, { ...options, outputs: classes });
  const network = new LayersNetwork(model({ inputs: image, outputs: x, name: 'cnn' }), { kind: 'cnn', ...options });
  drawWeights(network.model, seed);
  writeScale(network.model, options);
  return network;
}

function requireSize([height = 0, width = 0]: readonly number[], smallest: number): void {
  if (height >= smallest && width >= smallest) return;
  throw new BadInput(`expected images of at least ${smallest} × ${smallest} pixels for this network, but found ${height} × ${width}`, {
    help: 'Resize the images to a larger size, or take out a convolution.',
  });
}
