import * as tf from '../tf.ts';

/** How far an array is extended: as TensorFlow's names, or [before, after] per spatial axis. */
export type Padding = 'same' | 'valid' | readonly (readonly [number, number])[];

/** The spatial part of [batch, …spatial, channel]. */
export function spatialShape(x: tf.Tensor): number[] {
  if (x.rank !== 4 && x.rank !== 5) throw new Error(`expected [batch, …2 or 3 spatial axes, channel], but found [${x.shape.join(', ')}]`);
  return x.shape.slice(1, -1);
}

/** One number for all axes, or one for each. */
export function perAxis(value: number | readonly number[], axes: number): readonly number[] {
  if (typeof value === 'number') return Array.from({ length: axes }, () => value);
  if (value.length !== axes) throw new Error(`expected a number for each of ${axes} spatial axes, but found [${value.join(', ')}]`);
  return value;
}

/** The extent of a window whose taps lie `dilation` apart. */
export function extents(size: readonly number[], dilations: readonly number[]): number[] {
  return size.map((taps, axis) => (taps - 1) * (dilations[axis] ?? 1) + 1);
}

/**
 * [before, after] for each axis. 'same' gives ⌈size / stride⌉ outputs and puts
 * the odd one after, as TensorFlow does; PyTorch's `padding=1` is [1, 1].
 */
export function explicitPadding(
  padding: Padding,
  shape: readonly number[],
  window: readonly number[],
  strides: readonly number[],
): (readonly [number, number])[] {
  if (padding === 'valid') return shape.map(() => [0, 0]);
  if (padding !== 'same') {
    if (padding.length !== shape.length) throw new Error(`expected a padding for each of ${shape.length} spatial axes, but found ${padding.length}`);
    return [...padding];
  }
  return shape.map((size, axis) => {
    const stride = strides[axis] ?? 1;
    const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + (window[axis] ?? 1) - size);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

/** Windows along each axis. */
export function outputSizes(
  shape: readonly number[],
  window: readonly number[],
  strides: readonly number[],
  padding: readonly (readonly [number, number])[],
): number[] {
  const sizes = shape.map((size, axis) => {
    const [before, after] = padding[axis] ?? [0, 0];
    return Math.floor((size + before + after - (window[axis] ?? 1)) / (strides[axis] ?? 1)) + 1;
  });
  if (sizes.some((size) => size < 1)) {
    throw new Error(`expected spatial axes of at least [${window.join(', ')}] with their padding, but found [${shape.join(', ')}]`);
  }
  return sizes;
}

/** Extends the spatial axes of [batch, …spatial, channel]. */
export function padSpatial(x: tf.Tensor, padding: readonly (readonly [number, number])[], value = 0): tf.Tensor {
  if (padding.every(([before, after]) => before === 0 && after === 0)) return x;
  return tf.pad(x, [[0, 0], ...padding.map(([before, after]): [number, number] => [before, after]), [0, 0]], value);
}

/** Undoes `padSpatial`: keeps what lies between the paddings. */
export function cropSpatial(x: tf.Tensor, padding: readonly (readonly [number, number])[]): tf.Tensor {
  if (padding.every(([before, after]) => before === 0 && after === 0)) return x;
  const begin = [0, ...padding.map(([before]) => before), 0];
  const size = x.shape.map((length, axis) => length - (padding[axis - 1]?.[0] ?? 0) - (padding[axis - 1]?.[1] ?? 0));
  return tf.slice(x, begin, size);
}

/** Every stride-th value of each spatial axis, from an offset on. */
export function strideSpatial(x: tf.Tensor, offsets: readonly number[], sizes: readonly number[], strides: readonly number[]): tf.Tensor {
  const end = sizes.map((size, axis) => (offsets[axis] ?? 0) + (size - 1) * (strides[axis] ?? 1) + 1);
  return tf.stridedSlice(x, [0, ...offsets, 0], [x.shape[0] ?? 0, ...end, x.shape[x.rank - 1] ?? 0], [1, ...strides, 1]);
}

/** Puts stride − 1 zeros between neighbours along each spatial axis: the transpose of `strideSpatial`. */
export function stuffSpatial(x: tf.Tensor, strides: readonly number[]): tf.Tensor {
  return strides.reduce((stuffed, stride, axis) => (stride === 1 ? stuffed : stuffAxis(stuffed, axis + 1, stride)), x);
}

function stuffAxis(x: tf.Tensor, axis: number, stride: number): tf.Tensor {
  const length = x.shape[axis] ?? 0;
  const [outer, inner] = around(x.shape, axis);
  const spread = tf.pad(tf.reshape(x, [outer, length, 1, inner]), [[0, 0], [0, 0], [0, stride - 1], [0, 0]]);
  const kept = tf.slice(tf.reshape(spread, [outer, length * stride, inner]), [0, 0, 0], [outer, (length - 1) * stride + 1, inner]);
  return tf.reshape(kept, replaced(x.shape, axis, (length - 1) * stride + 1));
}

/** The places in a window, row by row. */
export function taps(size: readonly number[]): number[][] {
  return size.reduce<number[][]>((heads, length) => heads.flatMap((head) => Array.from({ length }, (_, i) => [...head, i])), [[]]);
}

/** The products of the lengths before and after an axis. */
export function around(shape: readonly number[], axis: number): [number, number] {
  const product = (lengths: readonly number[]) => lengths.reduce((a, b) => a * b, 1);
  return [product(shape.slice(0, axis)), product(shape.slice(axis + 1))];
}

export function replaced(shape: readonly number[], axis: number, length: number): number[] {
  return shape.map((each, place) => (place === axis ? length : each));
}
