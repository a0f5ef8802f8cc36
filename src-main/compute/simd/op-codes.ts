/** Operations by their numbers in `assembly/unary.ts` and `assembly/binary.ts`, which count from 0 for each kind of task. */

/** 32-bit elements to 32-bit elements. */
export const MAP = {
  relu: 0,
  relu6: 1,
  leakyRelu: 2,
  elu: 3,
  sigmoid: 4,
  tanh: 5,
  exp: 6,
  expm1: 7,
  log: 8,
  log1p: 9,
  sqrt: 10,
  rsqrt: 11,
  square: 12,
  negate: 13,
  abs: 14,
  reciprocal: 15,
  softplus: 16,
  sign: 17,
  step: 18,
  floor: 19,
  ceil: 20,
  round: 21,
  clip: 22,
  reluInt: 23,
  negateInt: 24,
  absInt: 25,
  squareInt: 26,
  floatOfInt: 27,
  intOfFloat: 28,
} as const;

/** 32-bit elements to bool. */
export const TEST = { isNan: 0, isInfinite: 1, isFinite: 2, nonZeroFloat: 3, nonZeroInt: 4 } as const;

/** Bool to 32-bit elements. */
export const WIDEN = { toInt: 0, toFloat: 1 } as const;

/** Two 32-bit elements to one. */
export const COMBINE = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  maximum: 4,
  minimum: 5,
  squaredDifference: 6,
  prelu: 7,
  eluGradient: 8,
  addInt: 9,
  subtractInt: 10,
  multiplyInt: 11,
  maximumInt: 12,
  minimumInt: 13,
  squaredDifferenceInt: 14,
  power: 15,
  modulo: 16,
  moduloInt: 17,
  floorDivide: 18,
  floorDivideInt: 19,
} as const;

/** Two 32-bit elements to bool. */
export const COMPARE = {
  greater: 0,
  greaterEqual: 1,
  less: 2,
  lessEqual: 3,
  equal: 4,
  notEqual: 5,
  greaterInt: 6,
  greaterEqualInt: 7,
  lessInt: 8,
  lessEqualInt: 9,
  equalInt: 10,
  notEqualInt: 11,
} as const;

/** Two bool elements to one. */
export const COMBINE_BYTES = { and: 0, or: 1, equal: 2, notEqual: 3 } as const;

/** Reductions whose steps may be taken in any order; the last two are of bool elements. */
export const FOLD = { maximum: 0, minimum: 1, maximumInt: 2, minimumInt: 3, sumInt: 4, any: 5, all: 6 } as const;

export const PRODUCT = { float: 0, int: 1 } as const;

/** Places of extremes. */
export const ARG_EXTREME = { largest: 0, smallest: 1, largestInt: 2, smallestInt: 3 } as const;
