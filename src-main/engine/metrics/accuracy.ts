import type { Metric, NamedTensors } from '../models/contract.ts';
import * as tf from '../tf.ts';
import { IGNORED, total } from './confusion.ts';

/** The share of a batch whose class was predicted, by logits `pred` [batch, class] and `label` [batch]; unknown labels count for nothing. */
export const accuracy: Metric = {
  value: (predictions, data) => {
    const label = named(data, 'label');
    const right = tf.cast(tf.equal(tf.argMax(named(predictions, 'pred'), -1), label), 'float32');
    const known = tf.cast(tf.notEqual(label, IGNORED), 'float32');
    return tf.div(tf.sum(tf.mul(right, known)), tf.maximum(tf.sum(known), 1));
  },
};

/** The share of samples whose class was predicted, from a row-major confusion matrix; null without any. */
export function accuracyOf(counts: readonly number[]): number | null {
  const classes = Math.sqrt(counts.length);
  const right = total(counts.filter((_count, cell) => cell % (classes + 1) === 0));
  const all = total(counts);
  return all === 0 ? null : right / all;
}

function named(tensors: NamedTensors, name: string): tf.Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`expected a tensor named ${name}, but found ${Object.keys(tensors).join(', ')}`);
  return tensor;
}
