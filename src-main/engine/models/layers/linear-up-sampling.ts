import { layers } from '@tensorflow/tfjs-layers';
import { upSample } from '../../ops/up-sample.ts';
import * as tf from '../../tf.ts';
import type { OpenShape } from './one-tensor.ts';
import { oneShape, oneTensor } from './one-tensor.ts';
import type { LayerConfig, VolumeConfig } from './volume-layer.ts';

/**
 * Twice the size along each axis of an image or a volume, linearly interpolated
 * as PyTorch does it (`align_corners=False`). Keras has it for images alone.
 */
export class LinearUpSampling extends layers.Layer {
  static readonly className = 'LinearUpSampling';

  constructor(config: VolumeConfig = {}) {
    super(config as LayerConfig);
  }

  override computeOutputShape(inputShape: OpenShape | OpenShape[]): OpenShape {
    const shape = oneShape(inputShape);
    return shape.map((length, axis) => (length === null || axis === 0 || axis === shape.length - 1 ? length : 2 * length));
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => upSample(oneTensor(inputs), { factors: 2, method: 'linear' }));
  }
}
tf.serialization.registerClass(LinearUpSampling);
