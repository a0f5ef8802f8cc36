import type * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { dense } from '../../../src-main/engine/ops/dense.ts';
import type { Doubles } from '../../helpers/gradients.ts';
import { draws, expectLikeReference } from '../../helpers/gradients.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

function reference(x: Doubles, weights: Doubles, bias: Doubles | undefined, rectified: boolean): Doubles {
  const [rows = 0, inner = 0, columns = 0] = [x.shape[0], x.shape[1], weights.shape[1]];
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < data.length; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = bias?.data[column] ?? 0;
    for (let k = 0; k < inner; k++) sum += (x.data[row * inner + k] ?? 0) * (weights.data[k * columns + column] ?? 0);
    data[i] = rectified ? Math.max(0, sum) : sum;
  }
  return { data, shape: [rows, columns] };
}

describe('dense', () => {
  const inputs = [draws([3, 4], 1), draws([4, 5], 2), draws([5], 3)];

  it.each(['none', 'relu'] as const)('multiplies, adds its bias and activates (%s)', async (activation) => {
    await expectLikeReference(
      (x, weights, bias) => dense(x, weights, { bias: bias as tf.Tensor, activation }),
      (x, weights, bias) => reference(x as Doubles, weights as Doubles, bias, activation === 'relu'),
      inputs,
    );
  });

  it('works without a bias', async () => {
    await expectLikeReference((x, weights) => dense(x, weights), (x, weights) => reference(x as Doubles, weights as Doubles, undefined, false), inputs.slice(0, 2));
  });
});
