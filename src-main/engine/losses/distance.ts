import type { Criterion } from '../models/contract.ts';
import * as tf from '../tf.ts';
import { compare, reduced } from './compared.ts';
import type { ComparedOptions } from './compared.ts';

export interface DistanceOptions extends ComparedOptions {
  readonly weight?: number;
}

/**
 * Losses of how far values lie from where they should, averaged over all
 * values. Of class numbers, probabilities are compared with 1 for the class
 * and 0 for all others: squared, that is Brier's score over the classes.
 */
function distance(measure: (difference: tf.Tensor) => tf.Tensor, { weight = 1, ...where }: DistanceOptions): Criterion {
  return {
    weight,
    loss: (predictions, data) => {
      const compared = compare(predictions, data, where);
      const predicted = compared.classes ? tf.softmax(compared.predicted) : compared.predicted;
      return reduced(measure(tf.sub(predicted, compared.target)), compared);
    },
  };
}

/** |x − y| */
export function l1(options: DistanceOptions = {}): Criterion {
  return distance((difference) => tf.abs(difference), options);
}

/** (x − y)² */
export function mse(options: DistanceOptions = {}): Criterion {
  return distance((difference) => tf.square(difference), options);
}

export interface HuberOptions extends DistanceOptions {
  /** From this distance on the loss is linear; 1 unless said. */
  readonly delta?: number;
}

/**
 * ½ d² up to a distance of delta, from there on delta (d − ½ delta).
 *
 * Huber, "Robust estimation of a location parameter", Annals of Mathematical Statistics 1964.
 */
export function huber({ delta = 1, ...options }: HuberOptions = {}): Criterion {
  return distance((difference) => {
    const size = tf.abs(difference);
    const near = tf.minimum(size, delta);
    return tf.mul(near, tf.sub(size, tf.mul(near, 0.5)));
  }, options);
}
