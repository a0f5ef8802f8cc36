import { layers } from '@tensorflow/tfjs-layers';
import { normalise } from '../../ops/normalise.ts';
import { normaliseWith } from '../../ops/normalise-with.ts';
import * as tf from '../../tf.ts';
import { oneTensor } from './one-tensor.ts';

type Config = Parameters<typeof layers.batchNormalization>[0];

// tfjs-layers exports the factory only.
const Standard = layers.batchNormalization().constructor as Pick<typeof layers.Layer, 'fromConfig'> & (new (config?: Config) => layers.Layer);

/**
 * The standard BatchNormalization, and arrays of rank 5 too, which the standard
 * one refuses. Registered under its name, so that stored models read as before.
 */
export class BatchNormalization extends Standard {
  static readonly className = 'BatchNormalization';

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<layers.Layer['call']>[1]): tf.Tensor | tf.Tensor[] {
    const x = oneTensor(inputs);
    if (x.rank !== 5) return super.call(inputs, kwargs);
    return tf.tidy(() => this.#ofVolumes(x, kwargs['training'] === true));
  }

  #ofVolumes(x: tf.Tensor, training: boolean): tf.Tensor {
    const { axis, epsilon, momentum } = this.getConfig();
    if (axis !== -1 && axis !== 4) throw new Error(`expected channels in the last axis of ${this.name}, but found axis ${JSON.stringify(axis)}`);
    const weight = (name: string) => this.weights.find(({ originalName }) => originalName.endsWith(`/${name}`));
    const [gamma, beta] = [weight('gamma')?.read(), weight('beta')?.read()];
    const options = { epsilon: epsilon as number, ...(gamma ? { gamma } : {}), ...(beta ? { beta } : {}) };
    const [movingMean, movingVariance] = [weight('moving_mean'), weight('moving_variance')];
    if (!movingMean || !movingVariance) throw new Error(`expected ${this.name} to be built`);
    if (!training) return normaliseWith(x, movingMean.read(), movingVariance.read(), options);
    const { y, mean, variance } = normalise(x, { ...options, over: 'batch' });
    const move = (average: typeof movingMean, seen: tf.Tensor) =>
      average.write(tf.add(tf.mul(average.read(), momentum as number), tf.mul(seen, 1 - (momentum as number))));
    move(movingMean, mean);
    move(movingVariance, variance);
    return y;
  }
}
tf.serialization.registerClass(BatchNormalization);
