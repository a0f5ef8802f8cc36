import { randomWords } from '../../../src-shared/lib/random.ts';
import * as tf from '../tf.ts';
import type { Parameter } from './contract.ts';

/**
 * Draws the first weights of a network, the same for the same seed everywhere.
 *
 * Kernels are uniform with variance 2 / fan-in, which keeps the size of signals
 * through layers of ReLU: He, Zhang, Ren, Sun, "Delving deep into rectifiers",
 * ICCV 2015. Biases, shifts and moving means begin at 0, scales and moving
 * variances at 1.
 *
 * @param variables all of the network's, trainable or not, by the names of tfjs-layers
 */
export function drawWeights(variables: readonly Parameter[], seed: number): void {
  for (const [place, { name, variable }] of variables.entries()) {
    const values = firstValues(name.split('/').pop(), variable, seed, place);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

function firstValues(part: string | undefined, { shape, size }: tf.Variable, seed: number, place: number): Float32Array {
  switch (part) {
    case 'kernel':
      return uniform(size, Math.sqrt(6 / fanIn(shape)), seed, place);
    case 'gamma':
    case 'moving_variance':
      return new Float32Array(size).fill(1);
    case 'bias':
    case 'beta':
    case 'moving_mean':
      return new Float32Array(size);
    default:
      throw new Error(`expected weights whose first values are known, but found ${part}`);
  }
}

/** Inputs that reach one output: all axes of [...window, in, out] but the last. */
function fanIn(shape: readonly number[]): number {
  return shape.slice(0, -1).reduce((a, b) => a * b, 1);
}

/** From −bound to bound. */
function uniform(size: number, bound: number, seed: number, place: number): Float32Array {
  const words = randomWords(size, seed, 'weights', 0, place);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = ((words[i] as number) / 2 ** 31 - 1) * bound;
  return values;
}
