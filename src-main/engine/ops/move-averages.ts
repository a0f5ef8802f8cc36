import type { MoveAveragesAttributes } from '../../../src-shared/domain/kernels.ts';
import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { hasKernel, runKernel } from './kernel.ts';
import { varianceOf } from './normalise.ts';

/** Moving averages of one batch normalisation, each [channel], and what a batch had. */
export interface AverageMove {
  readonly mean: tf.Variable;
  readonly variance: tf.Variable;
  readonly batchMean: tf.Tensor;
  /** 1 / sqrt(variance of the batch + epsilon). */
  readonly deviation: tf.Tensor;
  /** The share of the old average that is kept. */
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * Changes averages in their order: average ← momentum · average +
 * (1 − momentum) · batch. The variance is the batch's own (divided by n).
 */
export function moveAverages(moves: readonly AverageMove[]): void {
  if (moves.length === 0) return;
  if (hasKernel(KERNELS.moveAverages)) {
    const inputs = moves.flatMap(({ mean, variance, batchMean, deviation }, i) => Object.entries({ [`mean${i}`]: mean, [`variance${i}`]: variance, [`batchMean${i}`]: batchMean, [`deviation${i}`]: deviation }));
    const attributes: MoveAveragesAttributes = { momenta: moves.map(({ momentum }) => momentum), epsilons: moves.map(({ epsilon }) => epsilon) };
    runKernel(KERNELS.moveAverages, Object.fromEntries(inputs), attributes);
    return;
  }
  tf.tidy(() => {
    for (const { mean, variance, batchMean, deviation, momentum, epsilon } of moves) {
      const move = (average: tf.Variable, seen: tf.Tensor) => average.assign(tf.add(tf.mul(average, momentum), tf.mul(seen, 1 - momentum)));
      move(mean, batchMean);
      move(variance, varianceOf(deviation, epsilon));
    }
  });
}
