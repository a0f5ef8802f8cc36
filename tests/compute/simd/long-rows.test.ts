import { describe } from 'vitest';
import { between, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { itAgrees, useMachines } from './harness.ts';
import type { KernelCall, Values } from './harness.ts';

/** A dense layer behind the pooled channels of an image 64 pixels wide, and of one 120 wide: a tile of such rows is larger than a thread's scratch memory. */
const LONG = [57_600, 200_000];

function matrix(rows: number, columns: number, chance: Random): Values {
  return { shape: [1, rows, columns], dtype: 'float32', values: Float32Array.from({ length: rows * columns }, () => between(-1, 1, chance)) };
}

function product(rows: number, inner: number, columns: number, transposeB: boolean, chance: Random): KernelCall {
  const b = transposeB ? matrix(columns, inner, chance) : matrix(inner, columns, chance);
  return { name: 'BatchMatMul', inputs: { a: matrix(rows, inner, chance), b }, attributes: { transposeA: false, transposeB } };
}

describe('a product of very long rows', () => {
  useMachines();
  // Sums of 200,000 products of float32 differ by their order.
  itAgrees('of any number', 6, { draw: (chance) => product(pick([1, 3, 8, 32], chance), pick(LONG, chance), 3, chance() < 0.5, chance), absolute: 0.01 });
});
