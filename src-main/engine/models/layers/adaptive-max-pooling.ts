import { layers } from '@tensorflow/tfjs-layers';
import { adaptiveMaxPool } from '../../ops/adaptive-max-pool.ts';
import * as tf from '../../tf.ts';
import type { OpenShape } from './one-tensor.ts';
import { oneShape, oneTensor } from './one-tensor.ts';
import type { LayerConfig } from './volume-layer.ts';

export interface AdaptiveMaxPoolingConfig {
  readonly name?: string;
  /** Windows along each spatial axis. */
  readonly outputSize: readonly number[];
}

/** PyTorch's AdaptiveMaxPool2d and 3d, channels last: brings an image or a volume of any size to one size. Keras has none. */
export class AdaptiveMaxPooling extends layers.Layer {
  static readonly className = 'AdaptiveMaxPooling';
  readonly #outputSize: readonly number[];

  constructor({ outputSize, ...config }: AdaptiveMaxPoolingConfig) {
    super(config as LayerConfig);
    this.#outputSize = outputSize;
  }

  override computeOutputShape(inputShape: OpenShape | OpenShape[]): OpenShape {
    const shape = oneShape(inputShape);
    return [shape[0] ?? null, ...this.#outputSize, shape.at(-1) ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => adaptiveMaxPool(oneTensor(inputs), this.#outputSize));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), outputSize: [...this.#outputSize] };
  }
}
tf.serialization.registerClass(AdaptiveMaxPooling);
