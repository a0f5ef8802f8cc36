import { cropSpatial } from '../../ops/spatial.ts';
import * as tf from '../../tf.ts';
import type { OpenShape } from './one-tensor.ts';
import { oneTensor } from './one-tensor.ts';
import type { VolumeMargins } from './volume-layer.ts';
import { VolumeLayer, volumeMargins } from './volume-layer.ts';

/** Keras's Cropping3D: cuts margins off a volume, one voxel unless said. */
export class Cropping3D extends VolumeLayer {
  static readonly className = 'Cropping3D';
  readonly #cropping: VolumeMargins;

  constructor(config: { readonly name?: string; readonly dataFormat?: string; readonly cropping?: Parameters<typeof volumeMargins>[0] } = {}) {
    super(config);
    this.#cropping = volumeMargins(config.cropping ?? 1);
  }

  protected override shapeOf(batch: number | null, lengths: OpenShape, channels: number | null): OpenShape {
    return [batch, ...lengths.map((length, axis) => (length === null ? null : length - (this.#cropping[axis]?.[0] ?? 0) - (this.#cropping[axis]?.[1] ?? 0))), channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => cropSpatial(oneTensor(inputs), this.#cropping));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), cropping: this.#cropping.map(([before, after]) => [before, after]) };
  }
}
tf.serialization.registerClass(Cropping3D);
