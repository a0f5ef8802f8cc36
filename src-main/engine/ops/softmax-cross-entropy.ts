import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { hasKernel, runKernel } from './kernel.ts';
import { at, differentiable } from './operation.ts';

export interface SoftmaxCrossEntropyOptions {
  /** [class]: what a label of each class counts; the mean is weighted too, as in PyTorch. */
  readonly classWeights?: tf.Tensor;
  /** Labels of this value count for nothing; -1 unless said. */
  readonly ignore?: number;
}

/**
 * −log softmax(logits)[label], averaged over the labels that count: a scalar,
 * 0 where none counts.
 *
 * @param logits [..., class]
 * @param labels int32 [...], each from 0 to class − 1 or `ignore`
 */
export function softmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor, options: SoftmaxCrossEntropyOptions = {}): tf.Scalar {
  const { classWeights = null, ignore = -1 } = options;
  if (labels.shape.join() !== logits.shape.slice(0, -1).join()) {
    throw new Error(`expected labels [${logits.shape.slice(0, -1).join(', ')}], but found [${labels.shape.join(', ')}]`);
  }
  const { y } = differentiable(([logits]) => {
    const [loss, gradient] = lossAndGradient(logits as tf.Tensor, tf.cast(labels, 'int32'), classWeights, ignore);
    return { y: loss, saved: [gradient], backward: (dy, saved) => [tf.mul(at(saved, 0), dy)] };
  }, [logits]);
  return y as tf.Scalar;
}

function lossAndGradient(logits: tf.Tensor, labels: tf.Tensor, classWeights: tf.Tensor | null, ignore: number): [tf.Tensor, tf.Tensor] {
  if (hasKernel(KERNELS.softmaxCrossEntropy)) {
    return runKernel(KERNELS.softmaxCrossEntropy, { logits, labels, classWeights }, { ignore }) as [tf.Tensor, tf.Tensor];
  }
  const classes = logits.shape[logits.rank - 1] ?? 0;
  const truth = tf.oneHot(labels, classes);
  const shifted = tf.sub(logits, tf.max(logits, -1, true));
  const exponentials = tf.exp(shifted);
  const sums = tf.sum(exponentials, -1, true);
  const own = tf.sum(tf.where(tf.cast(truth, 'bool'), tf.sub(tf.log(sums), shifted), tf.zerosLike(logits)), -1);
  const counted = tf.cast(tf.notEqual(labels, tf.scalar(ignore, 'int32')), 'float32');
  const weights = classWeights === null ? counted : tf.mul(counted, tf.sum(tf.mul(truth, classWeights), -1));
  const shares = tf.divNoNan(weights, tf.sum(weights));
  const share = tf.expandDims(shares, -1);
  // What does not count must not spoil the rest, even where it is not finite: 0 · infinity is NaN.
  const loss = tf.sum(tf.where(tf.greater(shares, 0), tf.mul(shares, own), tf.zerosLike(own)));
  const slope = tf.mul(share, tf.sub(tf.div(exponentials, sums), truth));
  return [loss, tf.where(tf.greater(share, 0), slope, tf.zerosLike(slope))];
}
