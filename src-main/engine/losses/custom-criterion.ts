import type { CriterionSpec } from '../../../src-shared/schema/experiment.ts';
import type { Criterion } from '../models/contract.ts';
import type * as tf from '../tf.ts';
import { codeResult } from '../user-code.ts';
import type { CodeArguments, UserCode } from '../user-code.ts';

/** What the file of a loss exports by default: a function that gives the loss of a batch. */
export type CriterionFactory<Options = Readonly<Record<string, unknown>>> = (args: CriterionArguments<Options>) => Criterion['loss'];

export interface CriterionArguments<Options = Readonly<Record<string, unknown>>> extends CodeArguments<Options> {
  /** How many there are. */
  readonly classes: number;
}

/** A loss of the user's. */
export function customCriterion(spec: Extract<CriterionSpec, { kind: 'custom' }>, classes: number, code: UserCode): Criterion {
  const isLoss = (value: unknown): value is Criterion['loss'] => typeof value === 'function';
  const loss = codeResult(code, spec, 'a function (predictions, data) → scalar', { classes }, isLoss);
  return {
    weight: spec.weight,
    loss: (predictions, data) => {
      const value = loss(predictions, data);
      if (isScalar(value)) return value;
      throw new TypeError(`${spec.file}: expected the loss to be a scalar tensor, but found ${shapeInWords(value)}`);
    },
  };
}

function isScalar(value: unknown): value is tf.Scalar {
  return typeof value === 'object' && value !== null && 'size' in value && value.size === 1 && 'dataId' in value;
}

function shapeInWords(value: unknown): string {
  return typeof value === 'object' && value !== null && 'shape' in value && Array.isArray(value.shape) ? `a tensor [${value.shape.join(', ')}]` : typeof value;
}
