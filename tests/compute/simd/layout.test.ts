import { describe } from 'vitest';
import { QUICK_CASES, useMachines } from './harness.ts';
import { layoutLaws } from './layout.laws.ts';

describe('layout kernels', () => {
  useMachines();
  layoutLaws(QUICK_CASES);
});
