import { describe } from 'vitest';
import { convolutionLaws } from './convolution.laws.ts';
import { QUICK_CASES, useMachines } from './harness.ts';

describe('convolution kernels', () => {
  useMachines();
  convolutionLaws(QUICK_CASES);
});
