import { describe } from 'vitest';
import { productLaws } from './product.laws.ts';
import { QUICK_CASES, useMachines } from './harness.ts';

describe('product kernels', () => {
  useMachines();
  productLaws(QUICK_CASES);
});
