import type { Criterion } from '../models/contract.ts';
import { binaryFocal } from '../ops/binary-focal.ts';
import * as tf from '../tf.ts';
import { compare, reduced } from './compared.ts';
import type { ComparedOptions } from './compared.ts';

export interface BinaryCrossEntropyOptions extends ComparedOptions {
  readonly weight?: number;
  /** What a label of 1 counts beside one of 0; 1 unless said. */
  readonly positiveWeight?: number;
}

/**
 * −log of the probability, sigmoid(logit), given to the true answer of each
 * question, averaged over all of them: several labels to an image, or "is it
 * this class?" for each class.
 */
export function binaryCrossEntropy({ weight = 1, positiveWeight = 1, ...where }: BinaryCrossEntropyOptions = {}): Criterion {
  return {
    weight,
    loss: (predictions, data) => {
      const compared = compare(predictions, data, where);
      const each = binaryFocal(compared.predicted, compared.target, { gamma: 0, reduction: 'none' });
      return reduced(positiveWeight === 1 ? each : tf.mul(each, tf.add(tf.mul(compared.target, positiveWeight - 1), 1)), compared);
    },
  };
}
