import { randomWords } from '../../../src-shared/lib/random.ts';
import * as tf from '../tf.ts';
import type { Parameter } from './contract.ts';

/**
 * Draws the first weights of a network, the same for the same seed everywhere.
 *
 * Kernels are uniform with variance 2 / fan-in, which keeps the size of signals
 * through layers of ReLU: He, Zhang, Ren, Sun, "Delving deep into rectifiers",
 * ICCV 2015. Biases and shifts begin at 0, scales at 1.
 */
export function drawWeights(parameters: readonly Parameter[], seed: number): void {
  for (const [place, { name, variable }] of parameters.entries()) {
    const part = name.split('/').pop();
    if (part === 'gamma') assign(variable, new Float32Array(variable.size).fill(1));
    else if (part === 'kernel') assign(variable, uniform(variable, Math.sqrt(6 / fanIn(variable.shape)), seed, place));
    else assign(variable, new Float32Array(variable.size));
  }
}

/** Inputs that reach one output: all axes of [...window, in, out] but the last. */
function fanIn(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((a, b) => a * b, 1);
}

function uniform({ size }: tf.Variable, bound: number, seed: number, place: number): Float32Array {
  const words = randomWords(size, seed, 'weights', 0, place);
  return Float32Array.from(words, (word) => (word / 2 ** 31 - 1) * bound);
}

function assign(variable: tf.Variable, values: Float32Array): void {
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}
