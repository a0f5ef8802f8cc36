import { randomWords } from '../../../src-shared/lib/random.ts';
import * as tf from '../tf.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';

/** Names the mask: the same name gives the same mask, on every machine. */
export interface DropoutDraw {
  readonly seed: number;
  /** Optimizer updates done. */
  readonly step: number;
  /** Which of the network's dropouts. */
  readonly layer: number;
}

/**
 * Sets each value to 0 with probability `rate` and divides the others by
 * 1 − rate, so that the mean stays.
 *
 * Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout", JMLR 2014.
 */
export function dropout(x: tf.Tensor, rate: number, draw: DropoutDraw): tf.Tensor {
  return differentiable(dropoutOperation(rate, draw), [x]).y;
}

export function dropoutOperation(rate: number, draw: DropoutDraw): Operation {
  if (!(rate >= 0 && rate < 1)) throw new Error(`expected a dropout rate from 0 up to 1, but found ${rate}`);
  return (inputs) => {
    const x = at(inputs, 0);
    if (rate === 0) return { y: tf.clone(x), saved: [], backward: (dy) => [dy] };
    const mask = tf.tensor(maskOf(x.size, rate, draw), x.shape);
    return { y: tf.mul(x, mask), saved: [mask], backward: (dy, saved) => [tf.mul(dy, at(saved, 0))] };
  };
}

/** 0 where dropped, 1 / (1 − rate) where kept. */
function maskOf(count: number, rate: number, { seed, step, layer }: DropoutDraw): Float32Array {
  const words = randomWords(count, seed, 'dropout', step, layer);
  const threshold = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(count);
  for (let i = 0; i < count; i++) mask[i] = (words[i] as number) < threshold ? 0 : kept;
  return mask;
}
