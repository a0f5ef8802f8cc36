import type { Geometry, Vector3 } from '../../../src-shared/domain/volume.ts';
import { affineOf, geometryOf } from '../geometry.ts';
import { TAG } from './data-set.ts';
import type { DataSet } from './data-set.ts';

/** Where a slice lies, in LPS and mm. */
export interface Plane {
  /** The centre of its first pixel. */
  readonly origin: Vector3;
  /** Along a row, to the next column. */
  readonly x: Vector3;
  /** Along a column, to the next row. */
  readonly y: Vector3;
  /** Between columns and between rows. */
  readonly spacing: readonly [number, number];
}

/** The plane of a single slice, or of the first frame of several; null where the file does not say. */
export function readPlane(data: DataSet): Plane | null {
  const groups = [data, ...data.items(TAG.sharedGroups), ...data.items(TAG.frameGroups).slice(0, 1)];
  const within = (sequence: number) => [data, ...groups.flatMap((group) => group.items(sequence))];
  const position = firstOf(within(TAG.planePosition), TAG.position, 3);
  const orientation = firstOf(within(TAG.planeOrientation), TAG.orientation, 6);
  const spacing = firstOf(within(TAG.pixelMeasures), TAG.pixelSpacing, 2);
  if (position === null || orientation === null || spacing === null) return null;
  return { origin: vector(position, 0), x: vector(orientation, 0), y: vector(orientation, 3), spacing: [spacing[1] as number, spacing[0] as number] };
}

function firstOf(sets: readonly DataSet[], tag: number, length: number): readonly number[] | null {
  for (const set of sets) {
    const values = set.numbers(tag);
    if (values.length >= length && values.slice(0, length).every(Number.isFinite)) return values;
  }
  return null;
}

/** Of one file: frames lie apart as their positions, their offsets or the slices' distance says. */
export function readGeometry(data: DataSet, plane: Plane | null, frames: number): Geometry | null {
  if (plane === null) return flatGeometry(data);
  const across = normal(plane);
  const positions = data.items(TAG.frameGroups).flatMap((group) => group.items(TAG.planePosition)).map((each) => each.numbers(TAG.position));
  const steps = positions.filter((each) => each.length === 3).map((each) => dot(vector(each, 0), across));
  const offsets = data.numbers(TAG.frameOffsets);
  const [first, second] = steps.length > 1 ? steps : offsets;
  const between = frames > 1 && first !== undefined && second !== undefined ? second - first : null;
  return planeGeometry(plane, between === null || between === 0 ? sliceDistance(data) : between);
}

/** @param step from a slice to the next along the normal; below 0 they run against it. */
export function planeGeometry({ origin, x, y, spacing }: Plane, step: number): Geometry | null {
  return geometryOf(affineOf('LPS', origin, [x, y, normal({ x, y })], [spacing[0], spacing[1], step]));
}

export function sliceDistance(data: DataSet): number {
  const measures = [data, ...[...data.items(TAG.sharedGroups), ...data.items(TAG.frameGroups).slice(0, 1)].flatMap((group) => group.items(TAG.pixelMeasures))];
  const found = [TAG.spacingBetweenSlices, TAG.sliceThickness].flatMap((tag) => measures.map((each) => Math.abs(each.numbers(tag)[0] ?? 0)));
  return found.find((distance) => Number.isFinite(distance) && distance > 0) ?? 1;
}

/** Of a radiograph, whose pixels have a size but no place. */
function flatGeometry(data: DataSet): Geometry | null {
  const spacing = firstOf([data], TAG.pixelSpacing, 2) ?? firstOf([data], TAG.imagerPixelSpacing, 2);
  if (spacing === null) return null;
  return geometryOf({ ...affineOf('LPS', [0, 0, 0], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [spacing[1] as number, spacing[0] as number, sliceDistance(data)]) });
}

export function normal({ x, y }: Pick<Plane, 'x' | 'y'>): Vector3 {
  return [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
}

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function vector(values: readonly number[], at: number): Vector3 {
  return [values[at] as number, values[at + 1] as number, values[at + 2] as number];
}
