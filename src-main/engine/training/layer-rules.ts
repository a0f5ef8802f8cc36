import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { layerOf, namePattern } from '../../../src-shared/lib/name-pattern.ts';
import { nearest } from '../../../src-shared/lib/nearest.ts';
import type { LayerRule } from '../../../src-shared/schema/experiment.ts';

/**
 * What the learning rate of an array of weights is multiplied by: 0 where it is
 * frozen, 1 where no rule fits it. The first rule that fits counts.
 *
 * @param names of all weights of the network.
 * @throws BadInput for a rule that fits none of them.
 */
export function rateFactors(rules: readonly LayerRule[], names: readonly string[]): (name: string) => number {
  const fitting = rules.map((rule, i) => {
    const fits = namePattern(rule.name);
    if (!names.some(fits)) throw noSuchLayer(rule.name, i, names);
    return { fits, factor: rule.kind === 'freeze' ? 0 : rule.factor };
  });
  return (name) => fitting.find(({ fits }) => fits(name))?.factor ?? 1;
}

function noSuchLayer(pattern: string, place: number, names: readonly string[]): BadInput {
  const layers = [...new Set(names.map(layerOf))];
  const near = nearest(pattern.replaceAll('*', ''), layers);
  const some = layers.length <= 12 ? layers.join(', ') : `${layers.slice(0, 12).join(', ')} and ${layers.length - 12} more`;
  return new BadInput(`training.layers[${place}].name: expected a name or pattern of the network's layers (${some}), but found ${pattern}${near === null ? '' : `: did you mean "${near}"?`}`);
}
