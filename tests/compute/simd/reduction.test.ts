import { describe } from 'vitest';
import { QUICK_CASES, useMachines } from './harness.ts';
import { reductionLaws } from './reduction.laws.ts';

describe('reduction kernels', () => {
  useMachines();
  reductionLaws(QUICK_CASES);
});
