import { assertNever } from '../../../../src-shared/lib/assert-never.ts';
import { BadInput } from '../../../../src-shared/lib/bad-input.ts';
import type { TrainingSpec } from '../../../../src-shared/schema/experiment.ts';
import type { Parameter } from '../../models/contract.ts';
import type { AbstractNetwork } from '../../models/network.ts';
import { rateFactors } from '../layer-rules.ts';
import { adam, adamW } from './adam.ts';
import type { ClipOptions } from './clip-options.ts';
import type { TrainingOptimizer } from './optimizer.ts';
import { OptimizerGroups } from './optimizer-groups.ts';
import { rmsProp } from './rmsprop.ts';
import { sgd } from './sgd.ts';

export type OptimizerSettings = Pick<TrainingSpec, 'optimizer' | 'gradientClipNorm' | 'gradientClipValue'>;

/**
 * The optimizer that an experiment names, or one for each way in which its
 * network learns and each learning rate that its layers have. Layers that are
 * to be frozen are, before that.
 */
export function optimizerOf({ layers, ...settings }: OptimizerSettings & Pick<TrainingSpec, 'layers'>, network: AbstractNetwork): TrainingOptimizer {
  const factorOf = rateFactors(layers, network.weightNames);
  if (layers.some(({ kind }) => kind === 'freeze')) network.freeze((name) => factorOf(name) === 0);
  const groups = Object.entries(network.parameterGroups).map(([name, parameters]) => {
    const learning = parameters.filter((each) => factorOf(each.name) > 0);
    if (learning.length === 0) throw new BadInput(`training.layers: expected a layer${name === 'default' ? '' : ` of ${name}`} that learns, but all are frozen`);
    return { name, optimizer: byRate(settings, learning, factorOf), rate: 1 };
  });
  const [first, ...others] = groups;
  return first && others.length === 0 ? first.optimizer : new OptimizerGroups(groups, settings.optimizer.learningRate);
}

/** Gradients are limited as one, whatever the rates of their layers. */
function byRate(settings: OptimizerSettings, parameters: readonly Parameter[], factorOf: (name: string) => number): TrainingOptimizer {
  const factors = [...new Set(parameters.map(({ name }) => factorOf(name)))];
  if (factors.join() === '1') return createOptimizer(settings, parameters);
  const unlimited = { ...settings, gradientClipNorm: null, gradientClipValue: null };
  const groups = factors.map((rate) => ({ name: `rate-${rate}`, rate, optimizer: createOptimizer(unlimited, parameters.filter(({ name }) => factorOf(name) === rate)) }));
  return new OptimizerGroups(groups, settings.optimizer.learningRate, clipOf(settings));
}

function clipOf({ gradientClipNorm, gradientClipValue }: OptimizerSettings): ClipOptions {
  return { clipNorm: gradientClipNorm ?? 0, clipValue: gradientClipValue ?? 0 };
}

/** The optimizer that an experiment names, over the parameters given. */
export function createOptimizer(settings: OptimizerSettings, parameters: readonly Parameter[]): TrainingOptimizer {
  const { optimizer } = settings;
  const clip = clipOf(settings);
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
