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
