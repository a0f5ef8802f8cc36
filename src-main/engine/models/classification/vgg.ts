import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { BEFORE_RELU, drawWeights } from '../draw-weights.ts';
import { AdaptiveMaxPooling } from '../layers/adaptive-max-pooling.ts';
import { apply } from '../layers/apply.ts';
import type { InSpace } from '../layers/in-space.ts';
import { areWide, batchNormalisation, inSpace, marginsTo } from '../layers/in-space.ts';
import { LayersNetwork } from '../layers-network.ts';
import type { OutputOptions } from '../output-layer.ts';
import { outputLayer, writeScale } from '../output-layer.ts';

export interface VggOptions extends OutputOptions {
  /** Channels of each block. */
  readonly filters: readonly number[];
  /** Places along height and width that are left before the dense layers; 'auto' gives 7 in images, as PyTorch's VGG, and 16 in volumes, as delira's. */
  readonly pool: number | 'auto';
  /** Units of the dense layers before the output. */
  readonly dense: readonly number[];
  /** Share of the first one's units that is dropped in each training step; of later ones a fifth of that. */
  readonly dropout: number;
  /** [height, width, channel] or [z, y, x, channel]; what is too small gets zeros around it. */
  readonly inputShape: readonly number[];
  readonly seed: number;
}

/** As PyTorch's LeakyReLU has it unless told otherwise. */
const SLOPE = 0.01;

/**
 * A network like VGG for images or volumes, with the weights of the one for
 * volumes that delira shipped: in each block a 3-wide convolution of stride 2
 * and one of stride 1 without padding, batch normalisation and leaky ReLU
 * (the last convolution of a volume is flat, 1 × 3 × 3); then adaptive max
 * pooling, in volumes to one slice, and dense layers. It ends in logits, not in
 * delira's softmax, which our losses do themselves.
 *
 * Simonyan and Zisserman, "Very deep convolutional networks for large-scale
 * image recognition", ICLR 2015.
 */
export function vgg(options: VggOptions): LayersNetwork {
  const { filters, pool, dense, dropout, inputShape, seed } = options;
  const build = inSpace(inputShape);
  const margins = marginsTo(inputShape.slice(0, -1), smallest(filters.length, build));
  const image = input({ shape: [...inputShape], name: 'image' });
  let x: SymbolicTensor = areWide(margins) ? apply(build.pad('pad', margins), image) : image;
  for (const [i, count] of filters.entries()) x = block(x, i + 1, count, i === filters.length - 1, build);
  const places = pool === 'auto' ? (build.axes === 3 ? 16 : 7) : pool;
  x = apply(new AdaptiveMaxPooling({ name: 'pool', outputSize: build.axes === 3 ? [1, places, places] : [places, places] }), x);
  x = apply(layers.flatten({ name: 'flatten' }), x);
  for (const [i, units] of dense.entries()) {
    x = apply(layers.dense({ name: `dense${i + 1}`, units, kernelInitializer: BEFORE_RELU }), x);
    const rate = i === 0 ? dropout : dropout / 5;
    if (rate > 0) x = apply(layers.dropout({ name: `dropout${i + 1}`, rate }), x);
    x = apply(layers.leakyReLU({ name: `dense${i + 1}_relu`, alpha: SLOPE }), x);
  }
  x = outputLayer(x, options);
  const network = new LayersNetwork(model({ inputs: image, outputs: x, name: 'vgg' }), { kind: 'vgg', ...options });
  drawWeights(network.model, seed);
  writeScale(network.model, options);
  return network;
}

function block(x: SymbolicTensor, number: number, filters: number, last: boolean, build: InSpace): SymbolicTensor {
  const convolution = (name: string, kernelSize: number[], strides: number) =>
    build.convolution({ name: `block${number}_${name}`, filters, kernelSize, strides, kernelInitializer: BEFORE_RELU });
  let y = apply(convolution('conv1', sizes(3, false, build), 2), x);
  y = apply(convolution('conv2', sizes(3, last, build), 1), y);
  y = apply(batchNormalisation(`block${number}_norm`), y);
  return apply(layers.leakyReLU({ name: `block${number}_relu`, alpha: SLOPE }), y);
}

/** A window as wide along every axis, or one slice deep. */
function sizes(width: number, flat: boolean, { axes }: InSpace): number[] {
  return axes === 3 ? [flat ? 1 : width, width, width] : [width, width];
}

/** The sides of an image of which one place is left after all blocks. */
function smallest(blocks: number, build: InSpace): number[] {
  const windows = Array.from({ length: blocks }, (_, i) => sizes(3, i === blocks - 1, build)).reverse();
  return sizes(1, false, build).map((one, axis) => windows.reduce((side, window) => 2 * (side + (window[axis] ?? 1) - 2) + 3, one));
}
