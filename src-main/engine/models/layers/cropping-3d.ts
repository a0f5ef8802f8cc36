import { cropSpatial } from '../../ops/spatial.ts';
import * as tf from '../../tf.ts';
import type { OpenShape } from './one-tensor.ts';
import { oneTensor } from './one-tensor.ts';
import type { MarginsConfig, VolumeConfig, VolumeMargins } from './volume-layer.ts';
import { VolumeLayer, volumeMargins, withMargins } from './volume-layer.ts';

/** Keras's Cropping3D: cuts margins off a volume, one voxel unless said. */
export class Cropping3D extends VolumeLayer {
  static readonly className = 'Cropping3D';
  readonly #cropping: VolumeMargins;

  constructor(config: VolumeConfig & { readonly cropping?: MarginsConfig } = {}) {
    super(config);
    this.#cropping = volumeMargins(config.cropping ?? 1);
  }

  protected override shapeOf(batch: number | null, lengths: OpenShape, channels: number | null): OpenShape {
    return [batch, ...withMargins(lengths, this.#cropping, -1), channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => cropSpatial(oneTensor(inputs), this.#cropping));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), cropping: this.#cropping.map(([before, after]) => [before, after]) };
  }
}
tf.serialization.registerClass(Cropping3D);
