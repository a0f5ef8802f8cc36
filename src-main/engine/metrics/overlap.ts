import type { Metric } from '../models/contract.ts';
import { namedTensor } from '../models/named-tensor.ts';
import * as tf from '../tf.ts';

/**
 * Dice = 2 |P ∩ T| / (|P| + |T|) and IoU = |P ∩ T| / |P ∪ T| of the pixels
 * that are predicted as a class (P) and those that are of it (T).
 *
 * Of a batch: the mean over its images of the mean over the classes that an
 * image shows in truth or prediction, without the background; NaN where none
 * shows any, which is no score and is left out of means. Of whole cases,
 * `caseScores` is the one that counts.
 */
export const dice: Metric = overlap((both, predicted, truth) => tf.div(tf.mul(2, both), tf.add(predicted, truth)));
export const iou: Metric = overlap((both, predicted, truth) => tf.div(both, tf.sub(tf.add(predicted, truth), both)));

/** Logits `pred` [batch, ..., class], `label` [batch, ...]; labels below 0 count for nothing. */
function overlap(score: (both: tf.Tensor, predicted: tf.Tensor, truth: tf.Tensor) => tf.Tensor): Metric {
  return {
    value: (predictions, data) => {
      const logits = namedTensor(predictions, 'pred');
      const batch = logits.shape[0] ?? 1;
      const classes = logits.shape[logits.rank - 1] ?? 1;
      const label = tf.reshape(namedTensor(data, 'label'), [batch, -1]);
      const counted = tf.expandDims(tf.cast(tf.greaterEqual(label, 0), 'float32'), -1);
      // [batch, pixel, class] without class 0
      const shown = (numbers: tf.Tensor) => tf.slice(tf.mul(tf.oneHot(tf.cast(numbers, 'int32'), classes), counted), [0, 0, 1], [-1, -1, -1]);
      const predicted = shown(tf.reshape(tf.argMax(logits, -1), [batch, -1]));
      const truth = shown(label);
      const [both, ofPrediction, ofTruth] = [tf.mul(predicted, truth), predicted, truth].map((each) => tf.sum(each, 1));
      if (!both || !ofPrediction || !ofTruth) throw new Error('expected three sums');
      const isShown = tf.cast(tf.greater(tf.add(ofPrediction, ofTruth), 0), 'float32');
      const each = tf.mul(tf.where(tf.greater(isShown, 0), score(both, ofPrediction, ofTruth), tf.zerosLike(both)), isShown);
      const classesShown = tf.sum(isShown, 1);
      const cases = tf.cast(tf.greater(classesShown, 0), 'float32');
      const found = tf.sum(cases);
      const mean: tf.Scalar = tf.divNoNan(tf.sum(tf.divNoNan(tf.sum(each, 1), classesShown)), found);
      return tf.where(tf.greater(found, 0), mean, tf.scalar(Number.NaN));
    },
  };
}
