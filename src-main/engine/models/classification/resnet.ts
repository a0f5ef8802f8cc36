import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { BEFORE_RELU, drawWeights } from '../draw-weights.ts';
import { apply } from '../layers/apply.ts';
import type { InSpace } from '../layers/in-space.ts';
import { batchNormalisation, evenMargins, inSpace } from '../layers/in-space.ts';
import { LayersNetwork } from '../layers-network.ts';
import type { OutputOptions } from '../output-layer.ts';
import { outputLayer, writeScale } from '../output-layer.ts';

/** Blocks of each stage, and what a block is. */
const DEPTHS = {
  18: { blocks: [2, 2, 2, 2], block: basic },
  34: { blocks: [3, 4, 6, 3], block: basic },
  50: { blocks: [3, 4, 6, 3], block: bottleneck },
} as const;

export interface ResNetOptions extends OutputOptions {
  /** Layers with weights on the longest way, as the paper counts them. */
  readonly depth: keyof typeof DEPTHS;
  /** [height, width, channel] or [z, y, x, channel], of any size. */
  readonly inputShape: readonly number[];
  readonly seed: number;
}

/**
 * ResNet for images or volumes of any size: He, Zhang, Ren, Sun, "Deep residual
 * learning for image recognition", CVPR 2016, with the stride of a bottleneck
 * in its 3-wide convolution, as PyTorch has it.
 *
 * A 7-wide convolution and a 3-wide max pooling of stride 2 each, four stages
 * of 64 to 512 channels (four times as many behind bottlenecks), the mean over
 * all places, and one logit per class. Strided layers pad by hand, because
 * 'same' pads unevenly.
 */
export function resnet({ depth, ...options }: ResNetOptions): LayersNetwork {
  const { inputShape, seed } = options;
  const build = inSpace(inputShape);
  const { blocks, block } = DEPTHS[depth];
  const image = input({ shape: [...inputShape], name: 'image' });
  let x = convolution(image, 'stem', { filters: 64, size: 7, stride: 2 }, build);
  x = rectified(x, 'stem');
  x = apply(build.pad('stem_pool_pad', evenMargins(build, 1)), x);
  x = apply(build.maxPool({ name: 'stem_pool', poolSize: 3, strides: 2 }), x);
  for (const [stage, filters] of [64, 128, 256, 512].entries()) {
    for (let i = 0; i < (blocks[stage] ?? 0); i++) x = block(x, `stage${stage + 1}_block${i + 1}`, filters, i === 0 && stage > 0 ? 2 : 1, build);
  }
  x = apply(build.mean('mean'), x);
  x = outputLayer(x, options);
  const network = new LayersNetwork(model({ inputs: image, outputs: x, name: `resnet${depth}` }), { kind: `resnet${depth}`, ...options });
  drawWeights(network.model, seed);
  writeScale(network.model, options);
  return network;
}

/** Two 3-wide convolutions around which the input passes. */
function basic(x: SymbolicTensor, name: string, filters: number, stride: number, build: InSpace): SymbolicTensor {
  const skip = shortcut(x, name, filters, stride, build);
  let y = rectified(convolution(x, `${name}_1`, { filters, size: 3, stride }, build), `${name}_1`);
  y = convolution(y, `${name}_2`, { filters, size: 3, stride: 1 }, build);
  return added(y, skip, name);
}

/** A 3-wide convolution of few channels between 1-wide ones, around which the input passes. */
function bottleneck(x: SymbolicTensor, name: string, filters: number, stride: number, build: InSpace): SymbolicTensor {
  const skip = shortcut(x, name, 4 * filters, stride, build);
  let y = rectified(convolution(x, `${name}_1`, { filters, size: 1, stride: 1 }, build), `${name}_1`);
  y = rectified(convolution(y, `${name}_2`, { filters, size: 3, stride }, build), `${name}_2`);
  y = convolution(y, `${name}_3`, { filters: 4 * filters, size: 1, stride: 1 }, build);
  return added(y, skip, name);
}

/** The input, brought to the block's shape by a 1-wide convolution where that differs. */
function shortcut(x: SymbolicTensor, name: string, filters: number, stride: number, build: InSpace): SymbolicTensor {
  const changes = stride > 1 || x.shape[x.rank - 1] !== filters;
  return changes ? convolution(x, `${name}_skip`, { filters, size: 1, stride }, build) : x;
}

function added(y: SymbolicTensor, skip: SymbolicTensor, name: string): SymbolicTensor {
  return rectified(apply(layers.add({ name: `${name}_add` }), y, skip), name);
}

function rectified(x: SymbolicTensor, name: string): SymbolicTensor {
  return apply(layers.activation({ name: `${name}_relu`, activation: 'relu' }), x);
}

/** A convolution without bias, with size / 2 zeros on every side, then batch normalisation. */
function convolution(x: SymbolicTensor, name: string, { filters, size, stride }: { filters: number; size: number; stride: number }, build: InSpace): SymbolicTensor {
  const padding = Math.floor(size / 2);
  const padded = stride > 1 && padding > 0 ? apply(build.pad(`${name}_pad`, evenMargins(build, padding)), x) : x;
  const convolved = apply(
    build.convolution({
      name: `${name}_conv`,
      filters,
      kernelSize: size,
      strides: stride,
      padding: stride > 1 ? 'valid' : 'same',
      useBias: false,
      kernelInitializer: BEFORE_RELU,
    }),
    padded,
  );
  return apply(batchNormalisation(`${name}_norm`), convolved);
}
