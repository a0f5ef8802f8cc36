import { describe } from 'vitest';
import { QUICK_CASES, useMachines } from './harness.ts';
import { unaryLaws } from './unary.laws.ts';

describe('unary kernels', () => {
  useMachines();
  unaryLaws(QUICK_CASES);
});
