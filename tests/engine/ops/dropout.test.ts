import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { dropout } from '../../../src-main/engine/ops/dropout.ts';
import { randomAt } from '../../../src-shared/lib/random.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

const draw = { seed: 5, step: 3, layer: 1 };

describe('dropout', () => {
  it('keeps the values whose draw is not below the rate, and makes up for the others', () => {
    tf.tidy(() => {
      const kept = [...dropout(tf.ones([4, 25]), 0.25, draw).dataSync()];
      expect(kept).toEqual(kept.map((_, i) => (randomAt(5, 'dropout', 3, 1, i) < 0.25 ? 0 : Math.fround(1 / 0.75))));
    });
  });

  it('keeps the mean', () => {
    tf.tidy(() => {
      expect(tf.mean(dropout(tf.ones([100_000]), 0.3, draw)).dataSync()[0]).toBeCloseTo(1, 2);
    });
  });

  it('gives one name one mask, and other steps, layers and seeds others', () => {
    tf.tidy(() => {
      const mask = (name: Partial<typeof draw>) => dropout(tf.ones([64]), 0.5, { ...draw, ...name }).dataSync().join();
      expect(mask({})).toBe(mask({}));
      expect(new Set([mask({}), mask({ step: 4 }), mask({ layer: 2 }), mask({ seed: 6 })]).size).toBe(4);
    });
  });

  it('passes the gradient through the same mask, and leaves nothing behind', async () => {
    await noLeaks(() =>
      tf.tidy(() => {
        const x = tf.randomNormal([50]);
        const { value, grad } = tf.valueAndGrad((x) => dropout(x, 0.5, draw))(x, tf.ones([50]));
        expect([...grad.dataSync()].map((each) => each > 0)).toEqual([...value.dataSync()].map((each) => each !== 0));
      }),
    );
  });

  it('does nothing at rate 0 and refuses a rate of 1', () => {
    tf.tidy(() => {
      expect([...dropout(tf.tensor1d([1, 2]), 0, draw).dataSync()]).toEqual([1, 2]);
      expect(() => dropout(tf.tensor1d([1]), 1, draw)).toThrow('expected a dropout rate from 0 up to 1, but found 1');
    });
  });
});
