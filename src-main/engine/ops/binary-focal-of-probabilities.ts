import * as tf from '../tf.ts';
import type { BinaryFocalOptions } from './binary-focal.ts';
import { at, differentiable } from './operation.ts';

/** Probabilities are kept this far from 0 and 1, where the logarithm ends. */
const MARGIN = 1e-7;

/**
 * `binaryFocal` for networks that give probabilities and not logits: exact only
 * up to their rounding, so logits are better where a network has them. Where a
 * probability is rounded to 0 or 1, the gradient is that of the margin.
 *
 * @param probabilities and labels have one shape.
 */
export function binaryFocalOfProbabilities(probabilities: tf.Tensor, labels: tf.Tensor, options: BinaryFocalOptions = {}): tf.Tensor {
  const { reduction = 'mean' } = options;
  const each = differentiable(([probabilities]) => {
    const { focus, p } = parts(probabilities as tf.Tensor, labels, options);
    return {
      y: tf.neg(tf.mul(focus, tf.log(p))),
      saved: [probabilities as tf.Tensor, labels],
      backward: (dy, saved) => [tf.mul(slope(at(saved, 0), at(saved, 1), options), dy)],
    };
  }, [probabilities]).y;
  if (reduction === 'none') return each;
  return reduction === 'sum' ? tf.sum(each) : tf.mean(each);
}

/** p is the probability given to the true label. */
function parts(probabilities: tf.Tensor, labels: tf.Tensor, { alpha, gamma = 2 }: BinaryFocalOptions) {
  const truth = tf.cast(labels, 'float32');
  const sign = tf.sub(tf.mul(truth, 2), 1);
  const p = tf.clipByValue(tf.add(tf.mul(probabilities, sign), tf.sub(1, truth)), MARGIN, 1 - MARGIN);
  const weight = alpha === undefined ? tf.onesLike(truth) : tf.add(tf.mul(truth, 2 * alpha - 1), 1 - alpha);
  const rest = tf.sub(1, p);
  return { sign, p, rest, focus: tf.mul(weight, tf.pow(rest, gamma)) };
}

/** dL/dp = α (1 − p)^γ (γ log p / (1 − p) − 1 / p). */
function slope(probabilities: tf.Tensor, labels: tf.Tensor, options: BinaryFocalOptions): tf.Tensor {
  const { gamma = 2 } = options;
  const { sign, p, rest, focus } = parts(probabilities, labels, options);
  return tf.mul(sign, tf.mul(focus, tf.sub(tf.div(tf.mul(gamma, tf.log(p)), rest), tf.div(1, p))));
}
