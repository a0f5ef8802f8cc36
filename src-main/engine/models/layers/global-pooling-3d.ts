import { globalAverage } from '../../ops/global-average.ts';
import { maxPool } from '../../ops/max-pool.ts';
import { spatialShape } from '../../ops/spatial.ts';
import * as tf from '../../tf.ts';
import type { OpenShape } from './one-tensor.ts';
import { oneTensor } from './one-tensor.ts';
import { VolumeLayer } from './volume-layer.ts';

/** Keras's GlobalAveragePooling3D: the mean of each channel of a volume, [batch, channel]. */
export class GlobalAveragePooling3D extends VolumeLayer {
  static readonly className = 'GlobalAveragePooling3D';

  protected override shapeOf(batch: number | null, _lengths: OpenShape, channels: number | null): OpenShape {
    return [batch, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => globalAverage(oneTensor(inputs)));
  }
}
tf.serialization.registerClass(GlobalAveragePooling3D);

/** Keras's GlobalMaxPooling3D: the maximum of each channel of a volume, [batch, channel]. */
export class GlobalMaxPooling3D extends VolumeLayer {
  static readonly className = 'GlobalMaxPooling3D';

  protected override shapeOf(batch: number | null, _lengths: OpenShape, channels: number | null): OpenShape {
    return [batch, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      return tf.reshape(maxPool(x, { size: spatialShape(x) }), [x.shape[0] ?? 0, x.shape[4] ?? 0]);
    });
  }
}
tf.serialization.registerClass(GlobalMaxPooling3D);
