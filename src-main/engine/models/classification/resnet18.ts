import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { BEFORE_RELU, drawWeights, FOR_LOGITS } from '../draw-weights.ts';
import { apply } from '../layers/apply.ts';
import { LayersNetwork } from '../layers-network.ts';

export interface ResNet18Options {
  /** [height, width, channel] */
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly seed: number;
}

/**
 * ResNet-18 for images of any size: He, Zhang, Ren, Sun, "Deep residual
 * learning for image recognition", CVPR 2016.
 *
 * A 7 × 7 convolution and a 3 × 3 max pooling of stride 2 each, four stages of
 * two basic blocks with 64 to 512 channels, the mean over all places, and one
 * logit per class. Strided layers pad by hand, because 'same' pads unevenly.
 */
export function resnet18(options: ResNet18Options): LayersNetwork {
  const { inputShape, classes, seed } = options;
  const image = input({ shape: [...inputShape], name: 'image' });
  let x = convolution(image, 'stem', { filters: 64, size: 7, stride: 2 });
  x = apply(layers.activation({ name: 'stem_relu', activation: 'relu' }), x);
  x = apply(layers.zeroPadding2d({ name: 'stem_pool_pad', padding: 1 }), x);
  x = apply(layers.maxPooling2d({ name: 'stem_pool', poolSize: 3, strides: 2 }), x);
  for (const [stage, filters] of [64, 128, 256, 512].entries()) {
    x = block(x, `stage${stage + 1}_block1`, filters, stage === 0 ? 1 : 2);
    x = block(x, `stage${stage + 1}_block2`, filters, 1);
  }
  x = apply(layers.globalAveragePooling2d({ name: 'mean' }), x);
  x = apply(layers.dense({ name: 'classes', units: classes, kernelInitializer: FOR_LOGITS }), x);
  const network = new LayersNetwork(model({ inputs: image, outputs: x, name: 'resnet18' }), { kind: 'resnet18', ...options });
  drawWeights(network.model, seed);
  return network;
}

/** Two 3 × 3 convolutions around which the input passes; a 1 × 1 convolution brings it to the new shape where that differs. */
function block(x: SymbolicTensor, name: string, filters: number, stride: number): SymbolicTensor {
  const changes = stride > 1 || x.shape[x.rank - 1] !== filters;
  const skip = changes ? convolution(x, `${name}_skip`, { filters, size: 1, stride }) : x;
  let y = convolution(x, `${name}_1`, { filters, size: 3, stride });
  y = apply(layers.activation({ name: `${name}_1_relu`, activation: 'relu' }), y);
  y = convolution(y, `${name}_2`, { filters, size: 3, stride: 1 });
  y = apply(layers.add({ name: `${name}_add` }), y, skip);
  return apply(layers.activation({ name: `${name}_relu`, activation: 'relu' }), y);
}

/** A convolution without bias, with size / 2 zeros on every side, then batch normalisation as PyTorch sets it. */
function convolution(x: SymbolicTensor, name: string, { filters, size, stride }: { filters: number; size: number; stride: number }): SymbolicTensor {
  const padding = Math.floor(size / 2);
  const padded = stride > 1 && padding > 0 ? apply(layers.zeroPadding2d({ name: `${name}_pad`, padding }), x) : x;
  const convolved = apply(
    layers.conv2d({
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
  return apply(layers.batchNormalization({ name: `${name}_norm`, momentum: 0.9, epsilon: 1e-5 }), convolved);
}
