/** One of two tensors, element for element. */
import { storeFirst, wordsOfBytes } from './lanes';

namespace Select {
  export const condition: usize = 0;
  export const then: usize = 4;
  export const otherwise: usize = 8;
  export const to: usize = 12;
  export const count: usize = 16;
  export const perTask: usize = 20;
}

/** Elements of 32 bits; the condition is bool. */
export function selectWords(args: usize, task: i32): void {
  const perTask = load<i32>(args, Select.perTask);
  const first = task * perTask;
  const offset = <usize>first << 2;
  let condition = load<usize>(args, Select.condition) + <usize>first;
  let then = load<usize>(args, Select.then) + offset;
  let otherwise = load<usize>(args, Select.otherwise) + offset;
  let to = load<usize>(args, Select.to) + offset;
  const one = i32x4.splat(1);
  for (let left = min(perTask, load<i32>(args, Select.count) - first); left > 0; left -= 4) {
    const mask = i32x4.eq(wordsOfBytes(condition), one);
    const values = v128.bitselect(v128.load(then), v128.load(otherwise), mask);
    if (left >= 4) v128.store(to, values);
    else storeFirst(to, values, left);
    condition += 4;
    then += 16;
    otherwise += 16;
    to += 16;
  }
}

export function selectBytes(args: usize, task: i32): void {
  const perTask = load<i32>(args, Select.perTask);
  const first = task * perTask;
  const count = min(perTask, load<i32>(args, Select.count) - first);
  const condition = load<usize>(args, Select.condition) + <usize>first;
  const then = load<usize>(args, Select.then) + <usize>first;
  const otherwise = load<usize>(args, Select.otherwise) + <usize>first;
  const to = load<usize>(args, Select.to) + <usize>first;
  for (let i: usize = 0; i < <usize>count; ++i) store<u8>(to + i, load<u8>(condition + i) == 1 ? load<u8>(then + i) : load<u8>(otherwise + i));
}
