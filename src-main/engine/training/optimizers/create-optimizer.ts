import { assertNever } from '../../../../src-shared/lib/assert-never.ts';
import type { TrainingSpec } from '../../../../src-shared/schema/experiment.ts';
import type { Parameter } from '../../models/contract.ts';
import type { AbstractNetwork } from '../../models/network.ts';
import { adam, adamW } from './adam.ts';
import type { TrainingOptimizer } from './optimizer.ts';
import { OptimizerGroups } from './optimizer-groups.ts';
import { rmsProp } from './rmsprop.ts';
import { sgd } from './sgd.ts';

export type OptimizerSettings = Pick<TrainingSpec, 'optimizer' | 'gradientClipNorm' | 'gradientClipValue'>;

/** The optimizer that an experiment names, or one for each way in which its network learns. */
export function optimizerOf(settings: OptimizerSettings, network: Pick<AbstractNetwork, 'parameters' | 'parameterGroups'>): TrainingOptimizer {
  const groups = Object.entries(network.parameterGroups);
  if (groups.length === 1) return createOptimizer(settings, network.parameters);
  return new OptimizerGroups(groups.map(([name, parameters]) => ({ name, optimizer: createOptimizer(settings, parameters), rate: 1 })));
}

/** The optimizer that an experiment names, over the parameters given. */
export function createOptimizer({ optimizer, gradientClipNorm, gradientClipValue }: OptimizerSettings, parameters: readonly Parameter[]): TrainingOptimizer {
  const clip = { clipNorm: gradientClipNorm ?? 0, clipValue: gradientClipValue ?? 0 };
  switch (optimizer.kind) {
    case 'sgd':
      return sgd(parameters, { ...optimizer, ...clip });
    case 'adam':
      return adam(parameters, { ...optimizer, ...clip });
    case 'adamw':
      return adamW(parameters, { ...optimizer, ...clip });
    case 'rmsprop':
      return rmsProp(parameters, { ...optimizer, ...clip });
    default:
      return assertNever(optimizer);
  }
}
