/** Element types that image files hold and networks read. */
export type DType = 'uint8' | 'uint16' | 'int16' | 'int32' | 'float32';

export type ArrayData = Uint8Array | Uint16Array | Int16Array | Int32Array | Float32Array;

/**
 * A dense row-major array. Images are [height, width, channel], volumes
 * [z, y, x, channel], a class label is a scalar of shape [].
 */
export interface DenseArray<Data extends ArrayData = ArrayData> {
  readonly data: Data;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** The largest value that a type can hold; 1 for float32, whose images run from 0 to 1 by convention. */
export const DTYPE_MAX: Readonly<Record<DType, number>> = {
  uint8: 255,
  uint16: 65_535,
  int16: 32_767,
  int32: 2_147_483_647,
  float32: 1,
};

/** The smallest value that a type can hold; 0 for float32, see `DTYPE_MAX`. */
export const DTYPE_MIN: Readonly<Record<DType, number>> = {
  uint8: 0,
  uint16: 0,
  int16: -32_768,
  int32: -2_147_483_648,
  float32: 0,
};
