import { distanceTransform } from './distance-transform.ts';

/** A case's classes on the grid that its files have. */
export interface LabelledGrid {
  /** Class numbers; below 0 where the truth is not known, which counts for nothing. */
  readonly truth: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  /** [height, width] or [z, y, x]. */
  readonly lengths: readonly number[];
  /** Between neighbours along each axis, in mm; 1 where a file says nothing, and distances are in pixels then. */
  readonly spacing: readonly number[];
}

export interface SurfaceDistances {
  /** The distance that 95 % of both surfaces are within of the other. */
  readonly hausdorff95: number;
  /** The mean distance of each surface from the other, averaged over the two. */
  readonly mean: number;
}

/**
 * How far the surfaces of a class in truth and prediction lie apart, with
 * MedPy's definitions (`hd95`, `assd`): a surface is what has a neighbour along
 * an axis that is not of the class, or lies at the border of the grid; distances
 * are taken from each surface to the nearest place of the other, both ways;
 * the percentile interpolates linearly.
 *
 * A class that only one of them shows has no distance: it counts as far as the
 * grid reaches, corner to corner, so that a miss is never better than a bad
 * outline. Null where neither shows it.
 */
export function surfaceDistances(grid: LabelledGrid, label: number): SurfaceDistances | null {
  const box = boundingBox(grid, label);
  if (box === null) return null;
  const [truth, predicted] = [cut(grid, grid.truth, box, label), cut(grid, grid.predicted, box, label)];
  const lengths = box.map(([from, until]) => until - from);
  const surfaces = [truth, predicted].map((mask) => surface(mask, lengths));
  const [ofTruth, ofPrediction] = surfaces as [Uint8Array, Uint8Array];
  if (!ofTruth.includes(1) || !ofPrediction.includes(1)) {
    const corner = Math.hypot(...grid.lengths.map((length, axis) => length * (grid.spacing[axis] ?? 1)));
    return { hausdorff95: corner, mean: corner };
  }
  const there = distancesAt(ofPrediction, distanceTransform(ofTruth, lengths, grid.spacing));
  const back = distancesAt(ofTruth, distanceTransform(ofPrediction, lengths, grid.spacing));
  return { hausdorff95: percentile([...there, ...back], 0.95), mean: (meanOf(there) + meanOf(back)) / 2 };
}

/** [from, until) along each axis. */
type Box = readonly (readonly [number, number])[];

/** The smallest box around all that truth or prediction has of a class: what lies outside changes nothing. */
function boundingBox({ truth, predicted, lengths }: LabelledGrid, label: number): Box | null {
  const from = lengths.map(() => Infinity);
  const until = lengths.map(() => 0);
  for (let i = 0; i < truth.length; i++) {
    const known = truth[i] as number;
    if (known !== label && (predicted[i] !== label || known < 0)) continue;
    let rest = i;
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      const length = lengths[axis] as number;
      const place = rest % length;
      rest = (rest - place) / length;
      from[axis] = Math.min(from[axis] as number, place);
      until[axis] = Math.max(until[axis] as number, place + 1);
    }
  }
  return until.includes(0) ? null : from.map((each, axis) => [each, until[axis] as number]);
}

/** 1 where the class is, within a box. */
function cut({ truth, lengths }: LabelledGrid, labels: ArrayLike<number>, box: Box, label: number): Uint8Array {
  const sizes = box.map(([from, until]) => until - from);
  const mask = new Uint8Array(sizes.reduce((a, b) => a * b, 1));
  const place = box.map(([from]) => from);
  for (let i = 0; i < mask.length; i++) {
    const at = place.reduce((sum, each, axis) => sum * (lengths[axis] as number) + each, 0);
    mask[i] = labels[at] === label && (truth[at] as number) >= 0 ? 1 : 0;
    for (let axis = place.length - 1; axis >= 0; axis--) {
      const [from, until] = box[axis] as readonly [number, number];
      place[axis] = (place[axis] as number) + 1;
      if ((place[axis] as number) < until) break;
      place[axis] = from;
    }
  }
  return mask;
}

/** What of a mask does not survive an erosion by its neighbours along the axes; outside of the grid there is nothing. */
function surface(mask: Uint8Array, lengths: readonly number[]): Uint8Array {
  const result = new Uint8Array(mask.length);
  const strides = lengths.map((_, axis) => lengths.slice(axis + 1).reduce((a, b) => a * b, 1));
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    const isInside = strides.every((stride, axis) => {
      const length = lengths[axis] as number;
      const place = Math.floor(i / stride) % length;
      return place > 0 && place < length - 1 && mask[i - stride] === 1 && mask[i + stride] === 1;
    });
    result[i] = isInside ? 0 : 1;
  }
  return result;
}

function distancesAt(surface: Uint8Array, distances: Float64Array): Float64Array {
  return distances.filter((_, i) => surface[i] === 1);
}

/** As NumPy interpolates: between the two values around the place share · (n − 1). */
function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
  return low + (high - low) * (place - Math.floor(place));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
