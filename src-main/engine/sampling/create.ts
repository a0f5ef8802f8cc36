import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { samplesPerEpoch } from '../../../src-shared/lib/epoch-size.ts';
import type { LoaderSpec } from '../../../src-shared/schema/experiment.ts';
import { NO_CODE } from '../user-code.ts';
import type { UserCode } from '../user-code.ts';
import { membersByClass } from './class-members.ts';
import { customSampler } from './custom-sampler.ts';
import { prevalenceOrder } from './prevalence.ts';
import type { PrevalenceOptions } from './prevalence.ts';
import { randomOrder, randomWithReplacement } from './random.ts';
import type { Sampler } from './sampler.ts';
import { sequentialOrder } from './sequential.ts';
import { prevalenceWeights, weightedOrder } from './weighted.ts';

/** The sampler that an experiment names. @param labels the class of each sample. */
export function createSampler(spec: LoaderSpec['sampler'], labels: Int32Array, batchSize: number, code: UserCode = NO_CODE): Sampler {
  switch (spec.kind) {
    case 'sequential':
      return sequentialOrder(labels.length);
    case 'random':
      return randomOrder(labels.length, spec.seed);
    case 'random-with-replacement':
      return randomWithReplacement(labels.length, spec.seed);
    case 'prevalence-random':
      return balanced(spec, labels, batchSize, 'with-replacement');
    case 'stopping-prevalence-random':
      return balanced(spec, labels, batchSize, 'shuffled');
    case 'prevalence-sequential':
    case 'stopping-prevalence-sequential':
      return balanced(spec, labels, batchSize, 'in-order');
    case 'weighted':
      return weightedOrder(Float64Array.from(labels, (label) => spec.weights[label] ?? 0), spec.seed);
    case 'weighted-prevalence':
      return weightedOrder(prevalenceWeights(labels), spec.seed);
    case 'custom':
      return customSampler(spec, labels, batchSize, code);
    default:
      return assertNever(spec);
  }
}

function balanced(spec: LoaderSpec['sampler'] & { readonly seed: number }, labels: Int32Array, batchSize: number, walk: PrevalenceOptions['walk']): Sampler {
  const classes = membersByClass(labels);
  const length = samplesPerEpoch(spec, batchSize, classes.map((members) => members.length));
  return prevalenceOrder(classes, { seed: spec.seed, batchSize, length, walk });
}
