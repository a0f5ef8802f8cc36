import { expect, it } from 'vitest';
import { moveAverages } from '../../../src-main/engine/ops/move-averages.ts';
import * as tf from '../../../src-main/engine/tf.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

it('averages move towards what each batch had, one batch after the other, and the arrays that they were made from stay as they were', async () => {
  await noLeaks(async () => {
    const first = Float32Array.of(0, 10);
    const [mean, variance] = tf.tidy(() => [tf.variable(tf.tensor1d(first)), tf.variable(tf.tensor1d([1, 1]))]) as [tf.Variable, tf.Variable];
    const epsilon = 0.5;
    const seen = (batchMean: number[], batchVariance: number[]) => ({ mean, variance, momentum: 0.75, epsilon, batchMean: tf.tensor1d(batchMean), deviation: tf.tensor1d(batchVariance.map((each) => 1 / Math.sqrt(each + epsilon))) });
    const moves = [seen([4, 10], [3, 1]), seen([0, -6], [0, 5])];
    moveAverages(moves);
    expect([...(await mean.data())].map(rounded)).toEqual([0.75, 6]);
    expect([...(await variance.data())].map(rounded)).toEqual([1.125, 2]);
    expect([...first]).toEqual([0, 10]);
    tf.dispose([mean, variance, ...moves.flatMap(({ batchMean, deviation }) => [batchMean, deviation])]);
  });
});

const rounded = (value: number) => Number(value.toFixed(5));
