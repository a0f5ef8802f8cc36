/** The sum of any number of tensors of one shape. */
import { storeFirst } from './lanes';

namespace SumOf {
  export const to: usize = 0;
  export const count: usize = 4;
  export const perTask: usize = 8;
  /** 1: int32, 0: float32. */
  export const ints: usize = 12;
  /** Tensors: how many, then their addresses. */
  export const tensors: usize = 16;
  export const firstTensor: usize = 20;
}

/** Adds tensors of one shape up, in their order. */
export function sumOfTensors(args: usize, task: i32): void {
  const perTask = load<i32>(args, SumOf.perTask);
  const first = task * perTask;
  if (load<i32>(args, SumOf.ints)) addAll<i32>(args, <usize>first << 2, min(perTask, load<i32>(args, SumOf.count) - first));
  else addAll<f32>(args, <usize>first << 2, min(perTask, load<i32>(args, SumOf.count) - first));
}

function addAll<T>(args: usize, offset: usize, count: i32): void {
  const to = load<usize>(args, SumOf.to) + offset;
  const list = args + SumOf.firstTensor;
  const listEnd = list + (<usize>load<i32>(args, SumOf.tensors) << 2);
  let left = count;
  let at: usize = 0;
  for (; left >= 8; left -= 8) {
    const source = load<usize>(list) + offset + at;
    let sum0 = v128.load(source);
    let sum1 = v128.load(source, 16);
    for (let tensor = list + 4; tensor < listEnd; tensor += 4) {
      const next = load<usize>(tensor) + offset + at;
      sum0 = v128.add<T>(sum0, v128.load(next));
      sum1 = v128.add<T>(sum1, v128.load(next, 16));
    }
    v128.store(to + at, sum0);
    v128.store(to + at, sum1, 16);
    at += 32;
  }
  for (; left > 0; left -= 4) {
    let sum = v128.load(load<usize>(list) + offset + at);
    for (let tensor = list + 4; tensor < listEnd; tensor += 4) sum = v128.add<T>(sum, v128.load(load<usize>(tensor) + offset + at));
    if (left >= 4) v128.store(to + at, sum);
    else storeFirst(to + at, sum, left);
    at += 16;
  }
}
