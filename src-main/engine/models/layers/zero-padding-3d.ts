import { padSpatial } from '../../ops/spatial.ts';
import * as tf from '../../tf.ts';
import type { OpenShape } from './one-tensor.ts';
import { oneTensor } from './one-tensor.ts';
import type { MarginsConfig, VolumeConfig, VolumeMargins } from './volume-layer.ts';
import { VolumeLayer, volumeMargins, withMargins } from './volume-layer.ts';

/** Keras's ZeroPadding3D: zeros around a volume, one voxel unless said. */
export class ZeroPadding3D extends VolumeLayer {
  static readonly className = 'ZeroPadding3D';
  readonly #padding: VolumeMargins;

  constructor(config: VolumeConfig & { readonly padding?: MarginsConfig } = {}) {
    super(config);
    this.#padding = volumeMargins(config.padding ?? 1);
  }

  protected override shapeOf(batch: number | null, lengths: OpenShape, channels: number | null): OpenShape {
    return [batch, ...withMargins(lengths, this.#padding, 1), channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => padSpatial(oneTensor(inputs), this.#padding));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.#padding.map(([before, after]) => [before, after]) };
  }
}
tf.serialization.registerClass(ZeroPadding3D);
