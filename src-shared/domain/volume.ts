import type { DenseArray } from './array.ts';

export type Vector3 = readonly [number, number, number];

/**
 * Where the voxels of an image or volume lie, in LPS and mm: x grows to the
 * patient's left, y to the back, z to the head.
 */
export interface Geometry {
  /** Between the centres of neighbours along the array's z, y and x. An image's z is its slice. */
  readonly spacingMm: Vector3;
  /** The centre of the first voxel, [x, y, z]. */
  readonly originMm: Vector3;
  /** Unit vectors [x, y, z] along the array's z, y and x. */
  readonly direction: readonly [Vector3, Vector3, Vector3];
  /** The source's own matrix, to be written back as it was; null where the source has none. */
  readonly affine: Affine | null;
}

/** Twelve numbers, row by row: [x y z] of the space = matrix · [column, row, slice, 1]. */
export interface Affine {
  readonly space: 'RAS' | 'LPS';
  readonly matrix: readonly number[];
}

/**
 * What an image file holds: an image [height, width, channel] or a volume
 * [z, y, x, channel]. The geometry is null for photographs and the like.
 */
export interface MedicalImage extends DenseArray {
  readonly geometry: Geometry | null;
}
