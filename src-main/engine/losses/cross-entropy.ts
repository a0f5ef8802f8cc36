import type { Criterion } from '../models/contract.ts';
import { namedTensor } from '../models/named-tensor.ts';
import { softmaxCrossEntropy } from '../ops/softmax-cross-entropy.ts';
import * as tf from '../tf.ts';

export interface CrossEntropyOptions {
  readonly weight?: number;
  /** By class number: what a label of each class counts; all alike unless said. */
  readonly classWeights?: readonly number[] | null;
  /** The share of each label that is spread evenly over all classes; 0 unless said. */
  readonly labelSmoothing?: number;
  /** Labels of this value count for nothing; -1 unless said. */
  readonly ignore?: number;
  /** The prediction that holds logits [batch, ..., class]; `pred` unless said. */
  readonly prediction?: string;
  /** The array with labels [batch, ...]; `label` unless said. */
  readonly label?: string;
}

/**
 * Softmax cross-entropy of logits and class numbers, averaged over the labels
 * that count; weights of classes and smoothed labels as in PyTorch.
 *
 * Label smoothing: Szegedy et al., "Rethinking the Inception architecture for
 * computer vision", CVPR 2016.
 */
export function crossEntropy(options: CrossEntropyOptions = {}): Criterion {
  const { weight = 1, classWeights = null, labelSmoothing = 0, ignore = -1, prediction = 'pred', label = 'label' } = options;
  return {
    weight,
    loss: (predictions, data) => {
      const logits = namedTensor(predictions, prediction);
      const labels = namedTensor(data, label);
      const weights = classWeights === null ? null : tf.tensor1d([...classWeights]);
      const sharp = softmaxCrossEntropy(logits, labels, { ignore, ...(weights ? { classWeights: weights } : {}) });
      if (labelSmoothing === 0) return sharp;
      return tf.add(tf.mul(sharp, 1 - labelSmoothing), tf.mul(spread(logits, labels, weights, ignore), labelSmoothing));
    },
  };
}

/** The loss if every class were the label in turn: the mean over classes, weighted as they are. */
function spread(logits: tf.Tensor, labels: tf.Tensor, weights: tf.Tensor | null, ignore: number): tf.Tensor {
  const classes = logits.shape.at(-1) ?? 1;
  const numbers = tf.cast(labels, 'int32');
  const counted = tf.cast(tf.notEqual(numbers, tf.scalar(ignore, 'int32')), 'float32');
  const surprise = tf.neg(tf.logSoftmax(logits));
  const each = tf.div(tf.sum(weights ? tf.mul(surprise, weights) : surprise, -1), classes);
  const shares = weights ? tf.mul(counted, tf.sum(tf.mul(tf.cast(tf.oneHot(numbers, classes), 'float32'), weights), -1)) : counted;
  return tf.mul(tf.sum(tf.mul(each, counted)), tf.divNoNan(1, tf.sum(shares)));
}
