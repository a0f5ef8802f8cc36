import type { Criterion } from '../models/contract.ts';
import { binaryFocalOfProbabilities } from '../ops/binary-focal-of-probabilities.ts';
import type { BinaryFocalOptions } from '../ops/binary-focal.ts';
import { binaryFocal } from '../ops/binary-focal.ts';
import { compare, reduced } from './compared.ts';
import type { ComparedOptions } from './compared.ts';

export interface FocalOptions extends ComparedOptions, Pick<BinaryFocalOptions, 'alpha' | 'gamma'> {
  readonly weight?: number;
  readonly reduction?: 'mean' | 'sum';
  /** What the network gives; logits unless said. */
  readonly of?: 'logits' | 'probabilities';
}

/** Binary cross-entropy that plays down what is easy: see `ops/binary-focal`. */
export function focal({ weight = 1, reduction = 'mean', of = 'logits', alpha, gamma, prediction, label }: FocalOptions = {}): Criterion {
  const each = { reduction: 'none', ...(alpha === undefined ? {} : { alpha }), ...(gamma === undefined ? {} : { gamma }) } as const;
  const where = { ...(prediction === undefined ? {} : { prediction }), ...(label === undefined ? {} : { label }) };
  return {
    weight,
    loss: (predictions, data) => {
      const compared = compare(predictions, data, where);
      const { predicted, target } = compared;
      return reduced(of === 'logits' ? binaryFocal(predicted, target, each) : binaryFocalOfProbabilities(predicted, target, each), compared, reduction);
    },
  };
}
