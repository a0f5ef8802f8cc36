import * as tf from '../tf.ts';
import { at, differentiable } from './operation.ts';

export interface BinaryFocalOptions {
  /** Weight of label 1, and 1 − alpha that of label 0; both 1 unless said. */
  readonly alpha?: number;
  /** How strongly easy examples are played down; 2 unless said, 0 is plain cross-entropy. */
  readonly gamma?: number;
  /** 'mean' unless said. */
  readonly reduction?: 'mean' | 'sum' | 'none';
}

/**
 * −α (1 − p)^γ log p, where p is the probability, sigmoid(logit), given to the
 * true label, 0 or 1.
 *
 * Lin, Goyal, Girshick, He, Dollár, "Focal loss for dense object detection", ICCV 2017.
 *
 * @param logits and labels have one shape.
 */
export function binaryFocal(logits: tf.Tensor, labels: tf.Tensor, options: BinaryFocalOptions = {}): tf.Tensor {
  const { reduction = 'mean' } = options;
  const each = differentiable(([logits]) => {
    const { loss } = parts(logits as tf.Tensor, labels, options);
    return {
      y: loss,
      saved: [logits as tf.Tensor, labels],
      backward: (dy, saved) => [tf.mul(slope(at(saved, 0), at(saved, 1), options), dy)],
    };
  }, [logits]).y;
  if (reduction === 'none') return each;
  return reduction === 'sum' ? tf.sum(each) : tf.mean(each);
}

/** All written with the logarithm of p, which stays finite where p is rounded to 0. */
function parts(logits: tf.Tensor, labels: tf.Tensor, { alpha, gamma = 2 }: BinaryFocalOptions) {
  const truth = tf.cast(labels, 'float32');
  const sign = tf.sub(tf.mul(truth, 2), 1);
  const logP = tf.logSigmoid(tf.mul(logits, sign));
  const rest = tf.sigmoid(tf.neg(tf.mul(logits, sign)));
  const weight = alpha === undefined ? tf.onesLike(truth) : tf.add(tf.mul(truth, 2 * alpha - 1), 1 - alpha);
  const focus = tf.mul(weight, tf.pow(rest, gamma));
  return { sign, logP, rest, focus, loss: tf.neg(tf.mul(focus, logP)) };
}

/** With u = sign · logit: dL/du = α (1 − p)^γ (γ p log p − (1 − p)). */
function slope(logits: tf.Tensor, labels: tf.Tensor, options: BinaryFocalOptions): tf.Tensor {
  const { gamma = 2 } = options;
  const { sign, logP, rest, focus } = parts(logits, labels, options);
  const p = tf.exp(logP);
  return tf.mul(sign, tf.mul(focus, tf.sub(tf.mul(gamma, tf.mul(p, logP)), rest)));
}
