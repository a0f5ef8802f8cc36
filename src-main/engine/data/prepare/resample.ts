import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import type { Geometry, Vector3 } from '../../../../src-shared/domain/volume.ts';
import { resampledLengths } from '../../../../src-shared/lib/resampled-lengths.ts';
import { channelsOf, emptyLike, floatImage, spatialOf } from '../image.ts';
import type { FloatImage } from '../image.ts';
import { nearestPlaces, resampleAxis } from './spline.ts';
import type { Order } from './spline.ts';

/** How a volume is resampled: to which lengths, and along which axis nothing is mixed. */
export interface Resampling {
  /** [z, y, x] */
  readonly lengths: readonly number[];
  /** The coarse axis of thick slices, along which the nearest slice is taken; null where voxels are even enough. */
  readonly coarse: number | null;
}

/** A voxel that is so many times as long as wide makes its axis a coarse one: nnU-Net's. */
const ANISOTROPY = 3;

/**
 * What a volume of these lengths and spacings becomes at another spacing.
 *
 * @param separate whether a coarse axis is resampled for itself, as nnU-Net does: that of the volume, else that of the target.
 */
export function resampling(lengths: readonly number[], from: Vector3, to: Vector3, separate: boolean): Resampling {
  return {
    lengths: resampledLengths(lengths, from, to),
    coarse: separate ? coarseAxisOf(from, to) : null,
  };
}

/** The coarse axis of what is resampled, else that of what it becomes; null if neither has one. */
export function coarseAxisOf(from: Vector3, to: Vector3): number | null {
  return coarseAxis(from) ?? coarseAxis(to);
}

/** The one axis whose voxels are more than three times as long as the shortest; null if there is none, or several. */
function coarseAxis(spacing: Vector3): number | null {
  const longest = Math.max(...spacing);
  if (longest <= ANISOTROPY * Math.min(...spacing)) return null;
  const axes = [0, 1, 2].filter((axis) => spacing[axis] === longest);
  return axes.length === 1 ? (axes[0] ?? null) : null;
}

/**
 * A volume at other lengths. Cubic values are kept within those that the
 * volume has, or each slice where there is a coarse axis: beside an edge the
 * curve would go beyond.
 */
export function resampleValues(image: DenseArray, { lengths, coarse }: Resampling, order: Order): FloatImage {
  let shape = spatialOf(image);
  const channels = channelsOf(image);
  let { data }: { data: ArrayLike<number> } = image;
  // The coarse axis last: slices are finished before they are chosen.
  const axes = [0, 1, 2].filter((axis) => axis !== coarse);
  for (const axis of axes) {
    if (shape[axis] === lengths[axis]) continue;
    data = resampleAxis(data, axisOf(shape, channels, axis), lengths[axis] ?? 1, order);
    shape = withLength(shape, axis, lengths[axis] ?? 1);
  }
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  if (order === 3 && values !== image.data) keepWithin(values, image, shape, coarse);
  if (coarse === null) return floatImage(values, [...shape, channels]);
  const chosen = takeNearest({ data: values, shape: [...shape, channels], dtype: 'float32' }, coarse, lengths[coarse] ?? 1);
  return floatImage(chosen.data as Float32Array, chosen.shape);
}

/**
 * Labels of voxels at other lengths: by the nearest voxel, or class by class,
 * in rising order, wherever at least half of a voxel is of it; what is of none
 * is 0. As nnU-Net's `resize_segmentation`.
 */
export function resampleLabels(labels: DenseArray, { lengths, coarse }: Resampling, order: 0 | 1): DenseArray {
  if (order === 0) return [0, 1, 2].reduce((array, axis) => takeNearest(array, axis, lengths[axis] ?? 1), labels);
  const flat = lengths.map((length, axis) => (axis === coarse ? (labels.shape[axis] ?? 1) : length));
  const result = emptyLike(labels.data, flat.reduce((product, length) => product * length, 1));
  const values = [...new Set(labels.data)].sort((a, b) => a - b);
  for (const value of values) {
    const share = floatImage(Float32Array.from(labels.data, (each) => (each === value ? 1 : 0)), labels.shape);
    const { data } = resampleValues(share, { lengths: flat, coarse: null }, 1);
    for (let i = 0; i < data.length; i++) if ((data[i] as number) >= 0.5) result[i] = value;
  }
  const moved: DenseArray = { ...labels, data: result, shape: [...flat, 1] };
  return coarse === null ? moved : takeNearest(moved, coarse, lengths[coarse] ?? 1);
}

/** Where the voxels of a resampled volume lie: the corners of the whole stay where they were. */
export function resampledGeometry(geometry: Geometry, from: readonly number[], to: readonly number[]): Geometry {
  const factor = (axis: number) => (from[axis] ?? 1) / (to[axis] ?? 1);
  const [z, y, x] = geometry.spacingMm;
  const shifts = [z, y, x].map((size, axis) => (factor(axis) / 2 - 0.5) * size);
  const origin = geometry.originMm.map((value, i) => shifts.reduce((sum, shift, axis) => sum + shift * (geometry.direction[axis]?.[i] ?? 0), value));
  return { ...geometry, spacingMm: [z * factor(0), y * factor(1), x * factor(2)], originMm: [origin[0] ?? 0, origin[1] ?? 0, origin[2] ?? 0], affine: null };
}

function axisOf(shape: readonly number[], channels: number, axis: number): { readonly outer: number; readonly size: number; readonly inner: number } {
  const product = (lengths: readonly number[]) => lengths.reduce((all, length) => all * length, 1);
  return { outer: product(shape.slice(0, axis)), size: shape[axis] ?? 1, inner: product(shape.slice(axis + 1)) * channels };
}

function withLength(shape: readonly number[], axis: number, length: number): readonly number[] {
  return shape.map((each, i) => (i === axis ? length : each));
}

/** Of an axis the nearest sample for each output. */
function takeNearest(array: DenseArray, axis: number, toSize: number): DenseArray {
  const channels = channelsOf(array);
  const shape = spatialOf(array);
  const { outer, size, inner } = axisOf(shape, channels, axis);
  if (size === toSize) return array;
  const places = nearestPlaces(size, toSize);
  const data = emptyLike(array.data, outer * toSize * inner);
  for (let block = 0; block < outer; block++) {
    for (let i = 0; i < toSize; i++) {
      const from = (block * size + (places[i] as number)) * inner;
      data.set(array.data.subarray(from, from + inner), (block * toSize + i) * inner);
    }
  }
  return { ...array, data, shape: [...withLength(shape, axis, toSize), channels] };
}

/** Keeps values within those that each channel of the image has, of each slice along the coarse axis where there is one. */
function keepWithin(values: Float32Array, image: DenseArray, shape: readonly number[], coarse: number | null): void {
  const channels = channelsOf(image);
  const slices = coarse === null ? 1 : (shape[coarse] ?? 1);
  const low = new Float64Array(slices * channels).fill(Infinity);
  const high = new Float64Array(slices * channels).fill(-Infinity);
  visit(spatialOf(image), channels, coarse, (i, place) => {
    const value = image.data[i] as number;
    if (value < (low[place] as number)) low[place] = value;
    if (value > (high[place] as number)) high[place] = value;
  });
  visit(shape, channels, coarse, (i, place) => {
    values[i] = Math.min(high[place] as number, Math.max(low[place] as number, values[i] as number));
  });
}

/** Every value with the place of its slice and channel. */
function visit(shape: readonly number[], channels: number, coarse: number | null, see: (i: number, place: number) => void): void {
  const { outer, size, inner } = coarse === null ? { outer: 1, size: 1, inner: shape.reduce((all, length) => all * length, channels) } : axisOf(shape, channels, coarse);
  for (let block = 0, i = 0; block < outer; block++) {
    for (let slice = 0; slice < size; slice++) {
      for (let k = 0; k < inner; k++, i++) see(i, slice * channels + (k % channels));
    }
  }
}
