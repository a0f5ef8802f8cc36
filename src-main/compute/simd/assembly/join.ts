/** Tensors side by side: each row of the result is one run of every tensor, written in one stream. */
import { copyBytes } from './copy';

namespace Join {
  export const to: usize = 0;
  export const rows: usize = 4;
  export const rowsPerTask: usize = 8;
  /** Tensors: how many, then [address, bytes of a run] each. */
  export const tensors: usize = 12;
  export const firstTensor: usize = 16;
}

export function joinRuns(args: usize, task: i32): void {
  const perTask = load<i32>(args, Join.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, Join.rows));
  const list = args + Join.firstTensor;
  const listEnd = list + (<usize>load<i32>(args, Join.tensors) << 3);
  let rowBytes: usize = 0;
  for (let tensor = list; tensor < listEnd; tensor += 8) rowBytes += load<usize>(tensor, 4);
  let to = load<usize>(args, Join.to) + <usize>first * rowBytes;
  for (let row = first; row < last; ++row) {
    for (let tensor = list; tensor < listEnd; tensor += 8) {
      const bytes = load<usize>(tensor, 4);
      copyBytes(to, load<usize>(tensor) + <usize>row * bytes, bytes);
      to += bytes;
    }
  }
}
