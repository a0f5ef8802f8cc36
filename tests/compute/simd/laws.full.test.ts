import { describe } from 'vitest';
import { binaryLaws } from './binary.laws.ts';
import { convolutionLaws } from './convolution.laws.ts';
import { FULL_CASES, useMachines } from './harness.ts';
import { layoutLaws } from './layout.laws.ts';
import { networkLaws } from './network.laws.ts';
import { poolLaws } from './pool.laws.ts';
import { productLaws } from './product.laws.ts';
import { reductionLaws } from './reduction.laws.ts';
import { unaryLaws } from './unary.laws.ts';

/** The laws of the quick files, on many more shapes. */
describe.each(Object.entries({ unaryLaws, binaryLaws, reductionLaws, layoutLaws, convolutionLaws, productLaws, poolLaws, networkLaws }))('%s', (_name, laws) => {
  useMachines();
  laws(FULL_CASES);
});
