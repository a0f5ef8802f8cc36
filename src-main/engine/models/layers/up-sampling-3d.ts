import { upSample } from '../../ops/up-sample.ts';
import * as tf from '../../tf.ts';
import type { OpenShape } from './one-tensor.ts';
import { oneTensor } from './one-tensor.ts';
import type { VolumeConfig } from './volume-layer.ts';
import { VolumeLayer } from './volume-layer.ts';

/** Keras's UpSampling3D: repeats each voxel, twice along each axis unless said. */
export class UpSampling3D extends VolumeLayer {
  static readonly className = 'UpSampling3D';
  readonly #size: readonly number[];

  constructor(config: VolumeConfig & { readonly size?: number | readonly number[] } = {}) {
    super(config);
    const { size = 2 } = config;
    this.#size = typeof size === 'number' ? [size, size, size] : size;
  }

  protected override shapeOf(batch: number | null, lengths: OpenShape, channels: number | null): OpenShape {
    return [batch, ...lengths.map((length, axis) => (length === null ? null : length * (this.#size[axis] ?? 1))), channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => upSample(oneTensor(inputs), { factors: this.#size, method: 'nearest' }));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: [...this.#size] };
  }
}
tf.serialization.registerClass(UpSampling3D);
