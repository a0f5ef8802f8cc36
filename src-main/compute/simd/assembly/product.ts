/** Products, in float64 as the plain kernel takes them. */
import { toInt32 } from './lanes';
import { Reduce, count, enterReduce, firstOuter, innerCount, lastOuter, resultOf, sourceOf } from './reduce-range';

/** `op` 0: float32, 1: int32. The reduced axis is one chunk. */
export function product(args: usize, task: i32): void {
  enterReduce(args, task);
  const ints = load<i32>(args, Reduce.op) == 1;
  const step = load<usize>(args, Reduce.inner) << 2;
  for (let outer = firstOuter; outer < lastOuter; ++outer) {
    const from = sourceOf(args, outer, 4);
    const to = resultOf(args, outer, 4);
    for (let i: usize = 0; i < <usize>innerCount; ++i) {
      const place = to + (i << 2);
      if (ints) store<i32>(place, toInt32(productOf<i32>(from + (i << 2), step)));
      else store<f32>(place, <f32>productOf<f32>(from + (i << 2), step));
    }
  }
}

// @ts-ignore: decorator
@inline
function productOf<T>(from: usize, step: usize): f64 {
  let y: f64 = 1;
  for (let i = count; i > 0; --i) {
    y *= <f64>load<T>(from);
    from += step;
  }
  return y;
}
