import { describe } from 'vitest';
import { networkLaws } from './network.laws.ts';
import { QUICK_CASES, useMachines } from './harness.ts';

describe('network kernels', () => {
  useMachines();
  networkLaws(QUICK_CASES);
});
