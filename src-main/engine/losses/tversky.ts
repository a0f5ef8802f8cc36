import type { Criterion } from '../models/contract.ts';
import { namedTensor } from '../models/named-tensor.ts';
import * as tf from '../tf.ts';

export interface TverskyOptions {
  readonly weight?: number;
  /** What a false alarm costs; 0.3 unless said. */
  readonly alpha?: number;
  /** What a miss costs; 0.7 unless said. With both ½ it is soft Dice. */
  readonly beta?: number;
  /** Added above and below, so that a class that is nowhere scores 1; 1 unless said. */
  readonly smooth?: number;
  /** Whether class 0 counts too; it does not unless said. */
  readonly background?: boolean;
  /** Whether each image has a score of its own or the batch has one; 'image' unless said. */
  readonly over?: 'image' | 'batch';
}

/**
 * 1 − the mean over classes of (Σ p g + s) / (Σ p g + α Σ p (1 − g) + β Σ (1 − p) g + s),
 * where p is softmax(logits) and g is 1 where the label is the class. Labels
 * of −1 count for nothing.
 *
 * Salehi, Erdogmus, Gholipour, "Tversky loss function for image segmentation
 * using 3D fully convolutional deep networks", MLMI 2017.
 */
export function tversky({ weight = 1, ...options }: TverskyOptions = {}): Criterion {
  return { weight, loss: (predictions, data) => score(namedTensor(predictions, 'pred'), namedTensor(data, 'label'), options) };
}

/** Arrays are [batch, place, class]. */
function score(logits: tf.Tensor, labels: tf.Tensor, { alpha = 0.3, beta = 0.7, smooth = 1, background = false, over = 'image' }: TverskyOptions): tf.Scalar {
  const classes = logits.shape.at(-1) ?? 1;
  const batch = logits.shape[0] ?? 0;
  const axes = over === 'batch' ? [0, 1] : [1];
  const numbers = tf.reshape(tf.cast(labels, 'int32'), [batch, -1]);
  const counted = tf.expandDims(tf.cast(tf.notEqual(numbers, tf.scalar(-1, 'int32')), 'float32'), -1);
  const p = tf.mul(tf.softmax(tf.reshape(logits, [batch, -1, classes])), counted);
  const truth = tf.mul(tf.cast(tf.oneHot(numbers, classes), 'float32'), counted);
  const both = tf.sum(tf.mul(p, truth), axes, true);
  const alarms = tf.sub(tf.sum(p, axes, true), both);
  const misses = tf.sub(tf.sum(truth, axes, true), both);
  const index = tf.div(tf.add(both, smooth), tf.add(tf.add(both, smooth), tf.add(tf.mul(alarms, alpha), tf.mul(misses, beta))));
  const first = background ? 0 : 1;
  return tf.sub(1, tf.mean(tf.slice(index, [0, 0, first], [-1, -1, classes - first])));
}
