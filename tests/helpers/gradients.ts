import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { normal, random } from '../../src-shared/lib/random.ts';
import { noLeaks } from './no-leaks.ts';

/** A dense array in double precision, for plain reference implementations. */
export interface Doubles {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

/** Normal draws that float32 holds exactly, so that both precisions see the same numbers. */
export function draws(shape: readonly number[], seed: number): Doubles {
  const next = random(seed, 'noise');
  return { data: Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(normal(next))), shape };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

export function toTensor({ data, shape }: Doubles): tf.Tensor {
  return tf.tensor(Float32Array.from(data), [...shape]);
}

/** Gradients of a function of several arrays by central differences in double precision. */
export function differences(f: (inputs: readonly Doubles[]) => number, inputs: readonly Doubles[], step = 1e-5): Float64Array[] {
  return inputs.map((input, which) =>
    input.data.map((value, i) => {
      const moved = (by: number) => {
        const data = Float64Array.from(input.data);
        data[i] = value + by;
        return f(inputs.map((each, place) => (place === which ? { ...each, data } : each)));
      };
      return (moved(step) - moved(-step)) / (2 * step);
    }),
  );
}

/**
 * Holds an op to its plain reference: equal values, and gradients with respect
 * to every input that equal the reference's central differences. The op must
 * leave no tensor behind.
 */
export async function expectLikeReference(
  op: (...inputs: tf.Tensor[]) => tf.Tensor,
  reference: (...inputs: Doubles[]) => Doubles,
  inputs: readonly Doubles[],
  tolerance = 1e-4,
): Promise<void> {
  const wanted = reference(...inputs);
  const weights = draws(wanted.shape, 99);
  const weighted = (given: readonly Doubles[]) => reference(...given).data.reduce((sum, value, i) => sum + value * (weights.data[i] ?? 0), 0);
  await noLeaks(() =>
    tf.tidy(() => {
      const tensors = inputs.map(toTensor);
      const dy = toTensor(weights);
      const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) => op(...given))(tensors, dy);
      expect(value.shape).toEqual(wanted.shape);
      expectClose(value.dataSync(), wanted.data, tolerance, 'value');
      const slopes = differences(weighted, inputs);
      grads.forEach((grad, i) => expectClose(grad.dataSync(), slopes[i] ?? new Float64Array(), tolerance, `gradient ${i}`));
    }),
  );
}

/** Every number within a tolerance of its partner, relative where that is large. NaN and infinities equal themselves. */
export function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number, what = 'value'): void {
  expect(found.length, `${what}: length`).toBe(wanted.length);
  let worst = { error: 0, at: 0 };
  for (let i = 0; i < found.length; i++) {
    const [a, b] = [found[i] as number, wanted[i] as number];
    const error = Object.is(a, b) || a === b ? 0 : Math.abs(a - b) / Math.max(1, Math.abs(b));
    if (!(error <= worst.error)) worst = { error, at: i };
  }
  expect(worst.error, `${what}: at ${worst.at} found ${found[worst.at]}, expected ${wanted[worst.at]}`).toBeLessThanOrEqual(tolerance);
}
