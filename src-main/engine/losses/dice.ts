import type { Criterion } from '../models/contract.ts';
import { namedTensor } from '../models/named-tensor.ts';
import { softDice } from '../ops/soft-dice.ts';
import type { SoftDiceOptions } from '../ops/soft-dice.ts';
import { softmaxCrossEntropy } from '../ops/softmax-cross-entropy.ts';
import * as tf from '../tf.ts';

export interface DiceOptions extends SoftDiceOptions {
  readonly weight?: number;
}

/** 1 − the soft Dice of logits `pred` [batch, ..., class] and class numbers `label` [batch, ...], without the background. */
export function dice({ weight = 1, ...options }: DiceOptions = {}): Criterion {
  return { weight, loss: (predictions, data) => softDice(namedTensor(predictions, 'pred'), namedTensor(data, 'label'), options) };
}

/** Soft Dice and cross-entropy with equal shares: nnU-Net's loss, less its deep supervision. */
export function diceCrossEntropy({ weight = 1, ...options }: DiceOptions = {}): Criterion {
  return {
    weight,
    loss: (predictions, data) => {
      const [logits, labels] = [namedTensor(predictions, 'pred'), namedTensor(data, 'label')];
      return tf.add(softDice(logits, labels, options), softmaxCrossEntropy(logits, labels));
    },
  };
}
