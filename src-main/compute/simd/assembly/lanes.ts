/** Ends of rows and changes between 32-bit values and bytes (bool tensors hold one byte, 0 or 1, per element). */

/** Zeros after sixteen set bytes: from the right place on, a mask of the first bytes. */
const FIRST_BYTES: usize = memory.data<i32>([-1, -1, -1, -1, 0, 0, 0, 0]);

/** A mask of the first 0 to 16 bytes. */
// @ts-ignore: decorator
@inline
export function firstBytes(count: i32): v128 {
  return v128.load(FIRST_BYTES + <usize>(16 - count));
}

/** Stores the first one to three 32-bit lanes. */
export function storeFirst(to: usize, value: v128, count: i32): void {
  let rest = value;
  if (count & 2) {
    v128.store64_lane(to, rest, 0);
    rest = v128.shuffle<i32>(rest, rest, 2, 3, 2, 3);
    to += 8;
  }
  if (count & 1) v128.store32_lane(to, rest, 0);
}

/** Sixteen bytes, 0 or 1, from four masks of 32-bit lanes. */
// @ts-ignore: decorator
@inline
export function bytesOfMasks(a: v128, b: v128, c: v128, d: v128): v128 {
  const low = i16x8.narrow_i32x4_s(a, b);
  const high = i16x8.narrow_i32x4_s(c, d);
  return v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1));
}

/** Stores the first `count` (1 to 4) lanes of a mask as bytes. */
export function storeMaskBytes(to: usize, mask: v128, count: i32): void {
  let bytes = i32x4.extract_lane(bytesOfMasks(mask, mask, mask, mask), 0);
  if (count == 4) {
    store<i32>(to, bytes);
    return;
  }
  for (let i = 0; i < count; ++i) {
    store<u8>(to + i, <u8>bytes);
    bytes >>= 8;
  }
}

/** Four bytes as 32-bit integers. */
// @ts-ignore: decorator
@inline
export function wordsOfBytes(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
}

/** As JavaScript turns a number into an int32: modulo 2^32, NaN and infinities to 0. */
export function toInt32(x: f64): i32 {
  if (abs(x) < 9223372036854775808.0) return <i32>(<i64>x);
  const bits = reinterpret<u64>(x);
  const exponent = <i32>((bits >> 52) & 0x7ff) - 1075;
  // From 2^84 on the low 32 bits are zero; NaN and infinities have the largest exponent.
  if (exponent > 31) return 0;
  const size = <i32>(((bits & 0xfffffffffffff) | 0x10000000000000) << exponent);
  return <i64>bits < 0 ? -size : size;
}
