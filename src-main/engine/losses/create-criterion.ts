import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import type { CriterionSpec } from '../../../src-shared/schema/experiment.ts';
import type { Task } from '../../../src-shared/schema/kinds.ts';
import type { Criterion } from '../models/contract.ts';
import { NO_CODE } from '../user-code.ts';
import type { UserCode } from '../user-code.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { crossEntropy } from './cross-entropy.ts';
import { customCriterion } from './custom-criterion.ts';
import { dice, diceCrossEntropy } from './dice.ts';
import { huber, l1, mse } from './distance.ts';
import { focal } from './focal.ts';
import { klDivergence } from './kl-divergence.ts';
import { tversky } from './tversky.ts';

/**
 * The loss that an experiment names.
 *
 * @param classes how many there are, to hold weights of classes against.
 * @param task what is predicted: numbers are compared with `target`, all else with `label`.
 */
export function createCriterion(spec: CriterionSpec, classes: number, code: UserCode = NO_CODE, task: Task = 'classification'): Criterion {
  const where = task === 'regression' ? { label: 'target' } : {};
  switch (spec.kind) {
    case 'cross-entropy':
      requireWeights(spec.classWeights, classes);
      return crossEntropy({ ...spec, ignore: spec.ignoreLabel });
    case 'binary-cross-entropy':
      return binaryCrossEntropy(spec);
    case 'focal': {
      const { alpha, ...rest } = spec;
      return focal({ ...rest, ...(alpha === null ? {} : { alpha }) });
    }
    case 'l1':
      return l1({ ...spec, ...where });
    case 'mse':
      return mse({ ...spec, ...where });
    case 'huber':
      return huber({ ...spec, ...where });
    case 'dice':
      return dice(spec);
    case 'dice-ce':
      return diceCrossEntropy(spec);
    case 'tversky':
      return tversky(spec);
    case 'kl-divergence':
      return klDivergence(spec);
    case 'custom':
      return customCriterion(spec, classes, code);
    default:
      return assertNever(spec);
  }
}

function requireWeights(weights: readonly number[] | null, classes: number): void {
  if (weights === null || weights.length === classes) return;
  throw new BadInput(`training.criterions: expected ${classes} class weights, one per class, but found ${weights.length}`);
}
