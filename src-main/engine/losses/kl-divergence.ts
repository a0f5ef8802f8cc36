import type { Criterion } from '../models/contract.ts';
import * as tf from '../tf.ts';
import { compare } from './compared.ts';
import type { ComparedOptions } from './compared.ts';

export interface KlDivergenceOptions extends ComparedOptions {
  readonly weight?: number;
}

/**
 * Σ t log (t / p) over the classes, averaged over all places, of target
 * distributions t and p = softmax(logits): for labels on which readers disagree.
 * Of class numbers it is cross-entropy. Kullback and Leibler 1951.
 */
export function klDivergence({ weight = 1, ...where }: KlDivergenceOptions = {}): Criterion {
  return {
    weight,
    loss: (predictions, data) => {
      const { predicted, target, counted } = compare(predictions, data, where);
      // 0 log 0 is 0.
      const known = tf.where(tf.greater(target, 0), tf.mul(target, tf.log(tf.maximum(target, SMALLEST))), tf.zerosLike(target));
      const each = tf.sum(tf.mul(tf.sub(known, tf.mul(target, tf.logSoftmax(predicted))), counted), -1);
      return tf.div(tf.sum(each), tf.maximum(tf.sum(tf.max(counted, -1)), 1));
    },
  };
}

/** Keeps the logarithm finite where its result is not used. */
const SMALLEST = 1e-30;
