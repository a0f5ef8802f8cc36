import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Runs a piece of work and expects it to leave as many tensors as it found. */
export async function noLeaks<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  const before = tf.memory().numTensors;
  const result = await work();
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  return result;
}
