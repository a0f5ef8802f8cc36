import { assertNever } from '../../../../src-shared/lib/assert-never.ts';
import type { OptimizerSpec } from '../../../../src-shared/schema/experiment.ts';
import type { Parameter } from '../../models/contract.ts';
import { adam, adamW } from './adam.ts';
import type { TrainingOptimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

/** The optimizer that an experiment names, over the parameters given. */
export function createOptimizer(spec: OptimizerSpec, parameters: readonly Parameter[], gradientClipNorm: number | null): TrainingOptimizer {
  const clipNorm = gradientClipNorm ?? 0;
  switch (spec.kind) {
    case 'sgd':
      return sgd(parameters, { ...spec, clipNorm });
    case 'adam':
      return adam(parameters, { ...spec, clipNorm });
    case 'adamw':
      return adamW(parameters, { ...spec, clipNorm });
    default:
      return assertNever(spec);
  }
}
