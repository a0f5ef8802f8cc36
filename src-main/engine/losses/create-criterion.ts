import type { CriterionSpec } from '../../../src-shared/schema/experiment.ts';
import type { Criterion } from '../models/contract.ts';
import { crossEntropy } from './cross-entropy.ts';

/** The loss that an experiment names. */
export function createCriterion(spec: CriterionSpec): Criterion {
  switch (spec.kind) {
    case 'cross-entropy':
      return crossEntropy({ weight: spec.weight });
  }
}
