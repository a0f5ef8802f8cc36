import { describe } from 'vitest';
import { QUICK_CASES, useMachines } from './harness.ts';
import { binaryLaws } from './binary.laws.ts';

describe('binary kernels', () => {
  useMachines();
  binaryLaws(QUICK_CASES);
});
