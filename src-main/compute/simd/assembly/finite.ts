/** Whether none of some float32 numbers is infinite or NaN: a finite number less itself is zero, anything else is NaN. */
export function allFinite(from: usize, count: i32): bool {
  const wholeEnd = from + (<usize>(count & ~7) << 2);
  const end = from + (<usize>count << 2);
  let low = f32x4.splat(0);
  let high = low;
  let at = from;
  for (; at < wholeEnd; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    low = v128.or(low, f32x4.sub(a, a));
    high = v128.or(high, f32x4.sub(b, b));
  }
  let odd = v128.or(low, high);
  for (; at < end; at += 4) {
    const last = v128.load32_splat(at);
    odd = v128.or(odd, f32x4.sub(last, last));
  }
  return !v128.any_true(f32x4.ne(odd, odd));
}
