import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import type { LoaderSpec } from '../../../src-shared/schema/experiment.ts';
import { randomOrder } from './random.ts';
import type { Sampler } from './sampler.ts';
import { sequentialOrder } from './sequential.ts';

export function createSampler(spec: LoaderSpec['sampler'], count: number): Sampler {
  switch (spec.kind) {
    case 'sequential':
      return sequentialOrder(count);
    case 'random':
      return randomOrder(count, spec.seed);
    default:
      return assertNever(spec.kind);
  }
}
