/**
 * A loss of your own. In the experiment file:
 *
 *     training: { criterions: [{ kind: custom, file: ./my-loss.ts, options: { margin: 1 } }] }
 *
 * `predictions.pred` are the network's numbers, `data` the batch: `label`,
 * `image`, and whatever your load function adds. The answer is one number, and
 * must be made by operations of tf, so that it has a gradient.
 */
import { tf } from 'delira';
import type { CriterionArguments, NamedTensors } from 'delira';

/** The hinge loss of several classes: the true class should lead every other by a margin. */
export default function hinge({ options, classes }: CriterionArguments<{ readonly margin?: number }>) {
  const { margin = 1 } = options;
  return ({ pred }: NamedTensors, { label }: NamedTensors): tf.Scalar => {
    if (!pred || !label) throw new Error('expected pred and label');
    const truth = tf.cast(tf.oneHot(tf.cast(label, 'int32'), classes), 'float32');
    const own = tf.sum(tf.mul(pred, truth), -1, true);
    const behind = tf.relu(tf.add(tf.sub(pred, own), margin));
    return tf.mean(tf.sum(tf.mul(behind, tf.sub(1, truth)), -1));
  };
}
