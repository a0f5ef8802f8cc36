import * as tf from '../tf.ts';
import { at, differentiable } from './operation.ts';

export interface SoftDiceOptions {
  /** Added above and below, so that a class that is nowhere scores 1; 1 unless said. */
  readonly smooth?: number;
  /** Whether class 0 counts too; it does not unless said. */
  readonly background?: boolean;
  /** Whether each image has a score of its own or the batch has one; 'image' unless said. */
  readonly over?: 'image' | 'batch';
  /** Squares the probabilities below, as V-Net does; not unless said. */
  readonly squared?: boolean;
  /** Labels of this value count for nothing; -1 unless said. */
  readonly ignore?: number;
}

/**
 * 1 − the mean over classes of (2 Σ p g + s) / (Σ p + Σ g + s), where p is
 * softmax(logits), g is 1 where the label is the class, and s is `smooth`.
 *
 * Milletari, Navab, Ahmadi, "V-Net", 3DV 2016 (there with Σ p² + Σ g²), in the
 * multi-class form of Isensee et al., "nnU-Net", Nature Methods 2021.
 *
 * @param logits [batch, ..., class]
 * @param labels int32 [batch, ...]
 */
export function softDice(logits: tf.Tensor, labels: tf.Tensor, options: SoftDiceOptions = {}): tf.Scalar {
  const { y } = differentiable(([logits]) => {
    const { loss } = score(logits as tf.Tensor, labels, options);
    return {
      y: loss,
      saved: [logits as tf.Tensor, labels],
      backward: (dy, saved) => [tf.mul(gradient(at(saved, 0), at(saved, 1), options), dy)],
    };
  }, [logits]);
  return y as tf.Scalar;
}

/** Arrays are [batch, place, class]; sums over places (and, over a batch, over images) keep their axes. */
function score(logits: tf.Tensor, labels: tf.Tensor, options: SoftDiceOptions) {
  const { smooth = 1, background = false, over = 'image', squared = false, ignore = -1 } = options;
  const classes = logits.shape[logits.rank - 1] ?? 0;
  const batch = logits.shape[0] ?? 0;
  const axes = over === 'batch' ? [0, 1] : [1];
  const numbers = tf.reshape(tf.cast(labels, 'int32'), [batch, -1]);
  const counted = tf.expandDims(tf.cast(tf.notEqual(numbers, tf.scalar(ignore, 'int32')), 'float32'), -1);
  const p = tf.softmax(tf.reshape(logits, [batch, -1, classes]));
  const truth = tf.mul(tf.oneHot(numbers, classes), counted);
  const seen = tf.mul(p, counted);
  const above = tf.add(tf.mul(2, tf.sum(tf.mul(seen, truth), axes, true)), smooth);
  const below = tf.add(tf.add(tf.sum(squared ? tf.mul(seen, p) : seen, axes, true), tf.sum(truth, axes, true)), smooth);
  const first = background ? 0 : 1;
  const share = 1 / ((classes - first) * (over === 'batch' ? 1 : batch));
  const weights = tf.tensor(Array.from({ length: classes }, (_, i) => (i < first ? 0 : share)), [1, 1, classes]);
  const loss = tf.sub(1, tf.sum(tf.mul(tf.div(above, below), weights)));
  return { loss, p, truth, counted, above, below, weights, squared };
}

function gradient(logits: tf.Tensor, labels: tf.Tensor, options: SoftDiceOptions): tf.Tensor {
  const { p, truth, counted, above, below, weights, squared } = score(logits, labels, options);
  const pull = tf.mul(weights, tf.div(2, below));
  const push = tf.mul(weights, tf.div(above, tf.square(below)));
  const dp = tf.mul(counted, tf.sub(tf.mul(push, squared ? tf.mul(2, p) : tf.onesLike(p)), tf.mul(pull, truth)));
  const dlogits = tf.mul(p, tf.sub(dp, tf.sum(tf.mul(dp, p), -1, true)));
  return tf.reshape(dlogits, logits.shape);
}
