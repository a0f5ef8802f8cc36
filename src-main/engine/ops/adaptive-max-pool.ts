import * as tf from '../tf.ts';
import { maxPoolOperation } from './max-pool.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';
import { around, perAxis, replaced, spatialShape } from './spatial.ts';

/**
 * The maxima of so many windows along each spatial axis, whatever its length:
 * window i of n reaches from ⌊i · length / n⌋ to ⌈(i + 1) · length / n⌉, as in
 * PyTorch. Windows overlap where the length is no multiple of their number.
 */
export function adaptiveMaxPool(x: tf.Tensor, outputs: number | readonly number[]): tf.Tensor {
  return differentiable(adaptiveMaxPoolOperation(outputs), [x]).y;
}

/** Values are laid out so that windows are of one size and do not overlap, the last of a short one repeated; then it is common pooling. */
export function adaptiveMaxPoolOperation(outputs: number | readonly number[]): Operation {
  return (inputs) => {
    const x = at(inputs, 0);
    const lengths = spatialShape(x);
    const windows = perAxis(outputs, lengths.length).map((count, axis) => windowsOf(lengths[axis] ?? 0, count));
    const laidOut = windows.reduce((laid, { places }, axis) => tf.gather(laid, tf.tensor1d([...places], 'int32'), axis + 1), x);
    const { y, saved, backward } = maxPoolOperation({ size: windows.map(({ size }) => size) })([laidOut]);
    return {
      y,
      saved,
      backward: (dy, held, wanted) => {
        const spread = at(backward(dy, held, wanted) as tf.Tensor[], 0);
        return [windows.reduce((summed, { places }, axis) => sumAtPlaces(summed, axis + 1, places, lengths[axis] ?? 0), spread)];
      },
    };
  };
}

interface Windows {
  readonly size: number;
  /** Of each place in each window, one behind the other, the place along the axis. */
  readonly places: readonly number[];
}

function windowsOf(length: number, count: number): Windows {
  const spans = Array.from({ length: count }, (_, i) => ({ from: Math.floor((i * length) / count), until: Math.ceil(((i + 1) * length) / count) }));
  const size = Math.max(...spans.map(({ from, until }) => until - from));
  return { size, places: spans.flatMap(({ from, until }) => Array.from({ length: size }, (_, i) => Math.min(from + i, until - 1))) };
}

/** The transpose of taking the places along an axis: what comes from the same place is added up. */
function sumAtPlaces(x: tf.Tensor, axis: number, places: readonly number[], length: number): tf.Tensor {
  const [outer, inner] = around(x.shape, axis);
  const first = tf.reshape(tf.transpose(tf.reshape(x, [outer, places.length, inner]), [1, 0, 2]), [places.length, outer * inner]);
  const sums = tf.unsortedSegmentSum(first, tf.tensor1d([...places], 'int32'), length);
  return tf.reshape(tf.transpose(tf.reshape(sums, [length, outer, inner]), [1, 0, 2]), replaced(x.shape, axis, length));
}
