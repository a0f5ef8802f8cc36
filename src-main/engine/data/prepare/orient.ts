import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import type { Geometry, Vector3 } from '../../../../src-shared/domain/volume.ts';
import { channelsOf, emptyLike, spatialOf } from '../image.ts';

/** Frames that volumes are brought to: where x, y and z grow to. */
export type Frame = 'RAS' | 'LPS';

/** How a volume is turned, in quarters: for each new axis z, y and x the old one, and whether it runs the other way. */
export interface Turn {
  readonly axes: Vector3;
  readonly flips: readonly [boolean, boolean, boolean];
}

/** All ways to give three axes to three directions. */
const ORDERS: readonly Vector3[] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/**
 * The turn that brings a volume nearest to a frame: nothing is interpolated,
 * so that oblique volumes stay oblique. As nibabel's `as_closest_canonical`.
 */
export function turnTo(frame: Frame, { direction }: Pick<Geometry, 'direction'>): Turn {
  // The component of an array's axis along LPS' x, y and z, of which the new z, y and x shall run along the third, the second and the first.
  const along = (axis: number, newAxis: number) => direction[axis]?.[2 - newAxis] ?? 0;
  const fit = (order: Vector3) => order.reduce((sum, axis, newAxis) => sum + Math.abs(along(axis, newAxis)), 0);
  const axes = ORDERS.reduce((best, order) => (fit(order) > fit(best) + 1e-9 ? order : best));
  const wanted = (newAxis: number) => (frame === 'RAS' && newAxis > 0 ? -1 : 1);
  const flip = (newAxis: number) => along(axes[newAxis] ?? 0, newAxis) * wanted(newAxis) < 0;
  return { axes, flips: [flip(0), flip(1), flip(2)] };
}

export function isTurned({ axes, flips }: Turn): boolean {
  return axes.join() !== '0,1,2' || flips.includes(true);
}

/** The turn that undoes another. */
export function turnBack({ axes, flips }: Turn): Turn {
  const place = (axis: number) => axes.indexOf(axis);
  const back: Vector3 = [place(0), place(1), place(2)];
  return { axes: back, flips: [flips[back[0]] ?? false, flips[back[1]] ?? false, flips[back[2]] ?? false] };
}

/** The lengths of a turned volume. */
export function turnedLengths(lengths: readonly number[], { axes }: Turn): readonly number[] {
  return axes.map((axis) => lengths[axis] ?? 1);
}

/** A volume [z, y, x, channel], turned. */
export function turnArray(array: DenseArray, turn: Turn): DenseArray {
  if (!isTurned(turn)) return array;
  const from = spatialOf(array);
  const channels = channelsOf(array);
  const strides = [(from[1] ?? 1) * (from[2] ?? 1), from[2] ?? 1, 1].map((stride) => stride * channels);
  const [depth = 1, height = 1, width = 1] = turnedLengths(from, turn);
  const step = (newAxis: number) => (turn.flips[newAxis] ? -1 : 1) * (strides[turn.axes[newAxis] ?? 0] ?? 1);
  const start = [0, 1, 2].reduce((sum, newAxis) => sum + (turn.flips[newAxis] ? ((from[turn.axes[newAxis] ?? 0] ?? 1) - 1) * (strides[turn.axes[newAxis] ?? 0] ?? 1) : 0), 0);
  const data = emptyLike(array.data, array.data.length);
  const [dz, dy, dx] = [step(0), step(1), step(2)];
  let to = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0, at = start + z * dz + y * dy; x < width; x++, at += dx) {
        for (let channel = 0; channel < channels; channel++) data[to++] = array.data[at + channel] as number;
      }
    }
  }
  return { ...array, data, shape: [depth, height, width, channels] };
}

/** Where the voxels of a turned volume lie: where they lay before. */
export function turnedGeometry(geometry: Geometry, lengths: readonly number[], { axes, flips }: Turn): Geometry {
  const spacing = axes.map((axis) => geometry.spacingMm[axis] ?? 1);
  const direction = axes.map((axis, newAxis): Vector3 => {
    const [x, y, z] = geometry.direction[axis] ?? [0, 0, 0];
    return flips[newAxis] ? [-x, -y, -z] : [x, y, z];
  });
  const origin = geometry.originMm.map((value, i) =>
    axes.reduce((sum, axis, newAxis) => sum + (flips[newAxis] ? ((lengths[axis] ?? 1) - 1) * (geometry.spacingMm[axis] ?? 1) * (geometry.direction[axis]?.[i] ?? 0) : 0), value),
  );
  const [z, y, x] = spacing;
  const [alongZ = [0, 0, 1], alongY = [0, 1, 0], alongX = [1, 0, 0]] = direction;
  return { spacingMm: [z ?? 1, y ?? 1, x ?? 1], originMm: [origin[0] ?? 0, origin[1] ?? 0, origin[2] ?? 0], direction: [alongZ, alongY, alongX], affine: null };
}
