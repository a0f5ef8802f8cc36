import { describe } from 'vitest';
import { poolLaws } from './pool.laws.ts';
import { QUICK_CASES, useMachines } from './harness.ts';

describe('pool kernels', () => {
  useMachines();
  poolLaws(QUICK_CASES);
});
