import type { ArrayData, DenseArray } from './array.ts';

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

/** Labels of voxels and where these lie; null or left out where neither the mask nor the image says so. */
export interface PlacedArray extends DenseArray {
  readonly geometry?: Geometry | null;
}

/**
 * What an image file holds: an image [height, width, channel] or a volume
 * [z, y, x, channel]. The geometry is null for photographs and the like.
 */
export interface MedicalImage extends DenseArray {
  readonly geometry: Geometry | null;
}

/**
 * A volume to be looked at, of one value for each voxel and at most
 * `MAX_VIEWED_VOXELS`: of larger ones only every so many voxels along an axis.
 */
export interface VolumeView {
  /** [z, y, x], row by row. */
  readonly data: ArrayData;
  readonly shape: Vector3;
  /** Of the voxels that are there; null where the file does not say. */
  readonly geometry: Omit<Geometry, 'affine'> | null;
  /** Of how many voxels along z, y and x one is there: [1, 1, 1] is all of them. */
  readonly every: Vector3;
  /** The values that half a per cent of all lies below and above. */
  readonly window: readonly [low: number, high: number];
}

/** 256 along each axis: 64 MB of the largest type. */
export const MAX_VIEWED_VOXELS = 2 ** 24;
