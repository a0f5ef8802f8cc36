import type { Criterion } from '../models/contract.ts';
import { namedTensor } from '../models/named-tensor.ts';
import { softmaxCrossEntropy } from '../ops/softmax-cross-entropy.ts';
import type { SoftmaxCrossEntropyOptions } from '../ops/softmax-cross-entropy.ts';

export interface CrossEntropyOptions extends SoftmaxCrossEntropyOptions {
  readonly weight?: number;
  /** The prediction that holds logits [batch, ..., class]; `pred` unless said. */
  readonly prediction?: string;
  /** The array with labels [batch, ...]; `label` unless said. */
  readonly label?: string;
}

/** Softmax cross-entropy of logits and class numbers, averaged over the labels that count. */
export function crossEntropy({ weight = 1, prediction = 'pred', label = 'label', ...options }: CrossEntropyOptions = {}): Criterion {
  return {
    weight,
    loss: (predictions, data) => softmaxCrossEntropy(namedTensor(predictions, prediction), namedTensor(data, label), options),
  };
}
