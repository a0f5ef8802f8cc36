/**
 * Elementary functions on four floats at a time.
 *
 * Polynomials for exp and log: Cephes (S. L. Moshier), expf.c and logf.c. Over all floats, against double precision:
 * exp, log, expm1 within 1.2e-7 relative, log1p, tanh and sigmoid within 2e-7, denormal results within one unit.
 * NaN, infinities and overflow come out as `Math` says.
 */
import { constant, infinite, one, signBit, two, zero } from './constants';

/** 1.5 · 2^23: added to a small number, it leaves the nearest integer in the low bits. */
const SHIFTER: usize = memory.data<f32>([12582912]);
const LOG2_E: usize = memory.data<f32>([1.4426950408889634]);
/** ln 2 in two parts: whole multiples of the first are exact. */
const LN2_HIGH: usize = memory.data<f32>([0.693359375]);
const MINUS_LN2_HIGH: usize = memory.data<f32>([-0.693359375]);
const LN2_LOW: usize = memory.data<f32>([-2.12194440e-4]);
const MINUS_LN2_LOW: usize = memory.data<f32>([2.12194440e-4]);
/** Beyond these, e^x is infinite or zero, and e^x − 1 is −1. */
const EXP_HIGHEST: usize = memory.data<f32>([89]);
const EXP_LOWEST: usize = memory.data<f32>([-104.5]);
const EXPM1_LOWEST: usize = memory.data<f32>([-30]);
const EXP: usize = memory.data<f32>([1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1]);
const LOG: usize = memory.data<f32>([
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1,
  3.3333331174e-1,
]);
const HALF: usize = memory.data<f32>([0.5]);
const MINUS_HALF: usize = memory.data<f32>([-0.5]);
const MINUS_TWO: usize = memory.data<f32>([-2]);
const MINUS_INFINITE: usize = memory.data<f32>([-Infinity]);
const NOT_A_NUMBER: usize = memory.data<f32>([NaN]);
const SMALLEST_NORMAL: usize = memory.data<f32>([1.17549435e-38]);
const TWO_TO_23: usize = memory.data<f32>([8388608]);
const BIAS: usize = memory.data<i32>([127]);
const BIAS_LESS_1: usize = memory.data<i32>([126]);
const TWENTY_THREE: usize = memory.data<i32>([23]);
const MANTISSA: usize = memory.data<i32>([0x7fffff]);
/** Bits of √½, and from there to those of 1. */
const SQRT_HALF: usize = memory.data<i32>([0x3f3504f3]);
const SQRT_HALF_TO_1: usize = memory.data<i32>([0x3f800000 - 0x3f3504f3]);

/** (e^r − 1) for |r| up to ln 2 / 2. */
// @ts-ignore: decorator
@inline
function expMinusOnePolynomial(r: v128): v128 {
  let p = f32x4.relaxed_madd(constant(EXP), r, constant(EXP + 4));
  p = f32x4.relaxed_madd(p, r, constant(EXP + 8));
  p = f32x4.relaxed_madd(p, r, constant(EXP + 12));
  p = f32x4.relaxed_madd(p, r, constant(EXP + 16));
  p = f32x4.relaxed_madd(p, r, constant(EXP + 20));
  return f32x4.relaxed_madd(p, f32x4.mul(r, r), r);
}

/** x − n · ln 2, with ln 2 in two parts so that the first product is exact. */
// @ts-ignore: decorator
@inline
function withoutMultiplesOfLn2(x: v128, n: v128): v128 {
  return f32x4.relaxed_madd(n, constant(MINUS_LN2_LOW), f32x4.relaxed_madd(n, constant(MINUS_LN2_HIGH), x));
}

/** 2^k for whole k from −126 to 127. */
// @ts-ignore: decorator
@inline
function powerOfTwo(k: v128): v128 {
  return i32x4.shl(i32x4.add(k, constant(BIAS)), 23);
}

// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, constant(EXP_HIGHEST)), constant(EXP_LOWEST));
  const shifted = f32x4.relaxed_madd(bounded, constant(LOG2_E), constant(SHIFTER));
  const r = withoutMultiplesOfLn2(bounded, f32x4.sub(shifted, constant(SHIFTER)));
  const p = f32x4.add(expMinusOnePolynomial(r), one());
  // Two factors, so that results from 2^-150 to 2^128 come out without a detour over infinity or zero.
  const k = i32x4.sub(shifted, constant(SHIFTER));
  const half = i32x4.shr_s(k, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(k, half)));
}

/** e^x − 1, exact to the last bits near zero. */
// @ts-ignore: decorator
@inline
export function expm1x4(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, constant(EXP_HIGHEST)), constant(EXPM1_LOWEST));
  const shifted = f32x4.relaxed_madd(bounded, constant(LOG2_E), constant(SHIFTER));
  const p = expMinusOnePolynomial(withoutMultiplesOfLn2(bounded, f32x4.sub(shifted, constant(SHIFTER))));
  const k = i32x4.sub(shifted, constant(SHIFTER));
  // Half of 2^k, since 2^128 is no float.
  const scale = i32x4.shl(i32x4.add(k, constant(BIAS_LESS_1)), 23);
  const half = f32x4.relaxed_madd(p, scale, f32x4.sub(scale, constant(HALF)));
  return v128.bitselect(f32x4.add(half, half), x, f32x4.ne(x, zero()));
}

// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  const denormal = f32x4.lt(x, constant(SMALLEST_NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, constant(TWO_TO_23)), x, denormal);
  // x = 2^exponent · m with m from √½ to √2.
  const bits = i32x4.add(scaled, constant(SQRT_HALF_TO_1));
  const exponent = i32x4.sub(i32x4.sub(i32x4.shr_u(bits, 23), constant(BIAS)), v128.and(denormal, constant(TWENTY_THREE)));
  const m = i32x4.add(v128.and(bits, constant(MANTISSA)), constant(SQRT_HALF));
  const n = f32x4.convert_i32x4_s(exponent);
  const r = f32x4.sub(m, one());
  const square = f32x4.mul(r, r);
  let p = f32x4.relaxed_madd(constant(LOG), r, constant(LOG + 4));
  p = f32x4.relaxed_madd(p, r, constant(LOG + 8));
  p = f32x4.relaxed_madd(p, r, constant(LOG + 12));
  p = f32x4.relaxed_madd(p, r, constant(LOG + 16));
  p = f32x4.relaxed_madd(p, r, constant(LOG + 20));
  p = f32x4.relaxed_madd(p, r, constant(LOG + 24));
  p = f32x4.relaxed_madd(p, r, constant(LOG + 28));
  p = f32x4.relaxed_madd(p, r, constant(LOG + 32));
  p = f32x4.mul(p, f32x4.mul(r, square));
  p = f32x4.relaxed_madd(n, constant(LN2_LOW), p);
  p = f32x4.relaxed_madd(constant(MINUS_HALF), square, p);
  const y = f32x4.relaxed_madd(n, constant(LN2_HIGH), f32x4.add(r, p));
  const upward = v128.bitselect(y, x, f32x4.lt(x, infinite()));
  const atZeroAndBelow = v128.bitselect(constant(MINUS_INFINITE), constant(NOT_A_NUMBER), f32x4.eq(x, zero()));
  return v128.bitselect(atZeroAndBelow, upward, f32x4.le(x, zero()));
}

/** log(1 + x) = log(u) · x / (u − 1) with u = 1 + x rounded: the factor undoes the rounding (W. Kahan). */
// @ts-ignore: decorator
@inline
export function log1px4(x: v128): v128 {
  const u = f32x4.add(x, one());
  const same = v128.or(f32x4.eq(u, one()), f32x4.eq(u, infinite()));
  return v128.bitselect(x, f32x4.mul(log4(u), f32x4.div(x, f32x4.sub(u, one()))), same);
}

/** −t / (t + 2) with t = e^(−2|x|) − 1, and the sign of x. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const t = expm1x4(f32x4.mul(f32x4.abs(x), constant(MINUS_TWO)));
  return v128.bitselect(x, f32x4.div(f32x4.neg(t), f32x4.add(t, two())), signBit());
}

/** From e^(−|x|), so that nothing overflows and small results keep their digits. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  const s = f32x4.div(one(), f32x4.add(one(), e));
  return v128.bitselect(s, f32x4.mul(e, s), f32x4.ge(x, zero()));
}

// @ts-ignore: decorator
@inline
export function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, zero()), log1px4(exp4(f32x4.neg(f32x4.abs(x)))));
}
