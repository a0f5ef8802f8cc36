import * as tf from '../../tf.ts';
import { NormalisationLayer } from './normalisation-layer.ts';

/**
 * Normalises each channel of each image: Ulyanov, Vedaldi, Lempitsky,
 * "Instance normalization", 2016. The class name and settings are those of
 * TensorFlow Addons, which Keras never took over.
 */
export class InstanceNormalization extends NormalisationLayer {
  static readonly className = 'InstanceNormalization';

  protected override over() {
    return { over: 'instance' } as const;
  }
}
tf.serialization.registerClass(InstanceNormalization);
