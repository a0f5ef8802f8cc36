import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { UpSampleOptions } from '../../../src-main/engine/ops/up-sample.ts';
import { upSample } from '../../../src-main/engine/ops/up-sample.ts';
import type { Doubles } from '../../helpers/gradients.ts';
import { draws, expectLikeReference, sizeOf } from '../../helpers/gradients.ts';
import { offset, places } from '../../helpers/places.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

/** Samples x at the place of each new value's centre, edges held. */
function reference(x: Doubles, factors: readonly number[], method: UpSampleOptions['method']): Doubles {
  const spatial = x.shape.slice(1, -1);
  const shape = [x.shape[0] ?? 0, ...spatial.map((length, axis) => length * (factors[axis] ?? 1)), x.shape.at(-1) ?? 0];
  const data = new Float64Array(sizeOf(shape));
  for (const place of places(shape)) {
    const centres = place.slice(1, -1).map((at, axis) => (at + 0.5) / (factors[axis] ?? 1) - 0.5);
    let sum = 0;
    for (const corner of method === 'nearest' ? [spatial.map(() => 0)] : places(spatial.map(() => 2))) {
      let weight = 1;
      const from = centres.map((centre, axis) => {
        if (method === 'nearest') return Math.round(centre);
        const low = Math.floor(centre);
        weight *= corner[axis] === 0 ? 1 - (centre - low) : centre - low;
        return Math.min(Math.max(low + (corner[axis] ?? 0), 0), (spatial[axis] ?? 1) - 1);
      });
      sum += weight * (x.data[offset(x.shape, [place[0] ?? 0, ...from, place.at(-1) ?? 0]) ?? 0] ?? 0);
    }
    data[offset(shape, place) ?? 0] = sum;
  }
  return { data, shape };
}

describe('up-sampling', () => {
  it.each<[string, readonly number[], readonly number[]]>([
    ['an image twice', [2, 3, 4, 2], [2, 2]],
    ['an image three and one times', [1, 2, 3, 2], [3, 1]],
    ['an image of one row four times', [1, 1, 3, 1], [4, 2]],
    ['a volume', [1, 2, 3, 2, 2], [2, 3, 2]],
  ])('%s, nearest and linear', async (_name, shape, factors) => {
    for (const method of ['nearest', 'linear'] as const) {
      await expectLikeReference((x) => upSample(x, { factors, method }), (x) => reference(x, factors, method), [draws(shape, 1)]);
    }
  });

  it('keeps NaN where it touches and nowhere else', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([NaN, 1, 2, 3], [1, 1, 4, 1]);
      const spoilt = (method: UpSampleOptions['method'], factor: number) => [...upSample(x, { factors: [1, factor], method }).dataSync()].map(Number.isNaN);
      expect(spoilt('nearest', 2)).toEqual([true, true, false, false, false, false, false, false]);
      expect(spoilt('linear', 2)).toEqual([true, true, true, false, false, false, false, false]);
      expect(spoilt('linear', 3)).toEqual([true, true, true, true, false, false, false, false, false, false, false, false]);
    });
  });

  it('refuses factors that are not whole', () => {
    tf.tidy(() => {
      expect(() => upSample(tf.zeros([1, 2, 2, 1]), { factors: 1.5, method: 'nearest' })).toThrow('expected whole factors of at least 1, but found [1.5, 1.5]');
    });
  });
});
