import { DTYPE_MAX, DTYPE_MIN } from '../../../../src-shared/domain/array.ts';
import type { DType } from '../../../../src-shared/domain/array.ts';

/** A smallest and a largest value. */
export type Span = readonly [number, number];

/** The values that a pixel of a type can have: 0 to 255 for uint8. */
export function spanOfType(dtype: DType): Span {
  return [DTYPE_MIN[dtype], DTYPE_MAX[dtype]];
}
