import { namedTensor } from '../models/named-tensor.ts';
import type { NamedTensors } from '../models/contract.ts';
import * as tf from '../tf.ts';

/** Where a loss finds what it compares. */
export interface ComparedOptions {
  /** `pred` unless said. */
  readonly prediction?: string;
  /** `label` unless said. */
  readonly label?: string;
}

/** Single values and what they should be, of one shape. */
export interface Compared {
  readonly predicted: tf.Tensor;
  readonly target: tf.Tensor;
  /** 1 where the target is known, else 0; the target is 0 there. */
  readonly counted: tf.Tensor;
  /** Whether the targets were class numbers, of which each class became a value. */
  readonly classes: boolean;
}

/**
 * Targets are values of the predictions' shape (or all but its last axis, if
 * that has one value): numbers to be met, or 0 and 1 for each of several
 * labels. Else they are class numbers, and become 1 for their class and 0 for
 * all others. NaN, or −1 in whole numbers, is not known.
 */
export function compare(predictions: NamedTensors, data: NamedTensors, { prediction = 'pred', label = 'label' }: ComparedOptions): Compared {
  const predicted = namedTensor(predictions, prediction);
  const target = namedTensor(data, label);
  const known = knownOf(target);
  const values = tf.where(known, tf.cast(target, 'float32'), tf.zeros(target.shape));
  const counted = tf.cast(known, 'float32');
  if (target.size === predicted.size) {
    const [same, seen] = [tf.reshape(values, predicted.shape), tf.reshape(counted, predicted.shape)];
    return { predicted, target: same, counted: seen, classes: false };
  }
  if (target.shape.join() !== predicted.shape.slice(0, -1).join()) {
    throw new Error(`expected targets [${predicted.shape.join(', ')}] or class numbers [${predicted.shape.slice(0, -1).join(', ')}], but found [${target.shape.join(', ')}]`);
  }
  const ones = tf.cast(tf.oneHot(tf.cast(values, 'int32'), predicted.shape.at(-1) ?? 1), 'float32');
  const seen = tf.mul(tf.onesLike(ones), tf.expandDims(counted, -1));
  return { predicted, target: tf.mul(ones, seen), counted: seen, classes: true };
}

function knownOf(target: tf.Tensor): tf.Tensor {
  return target.dtype === 'int32' ? tf.notEqual(target, tf.scalar(UNKNOWN, 'int32')) : tf.logicalNot(tf.isNaN(target));
}

/** As `metrics/confusion` leaves them out. */
const UNKNOWN = -1;

/** The mean of single losses, or their sum, over the values that count; 0 where none does. */
export function reduced(losses: tf.Tensor, { counted }: Compared, reduction: 'mean' | 'sum' = 'mean'): tf.Scalar {
  const sum = tf.sum<tf.Scalar>(tf.mul(losses, counted));
  return reduction === 'sum' ? sum : tf.div<tf.Scalar>(sum, tf.maximum(tf.sum(counted), 1));
}
