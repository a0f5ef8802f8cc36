/** Rows picked, marked or added up by index. */
import { copyBytes } from './copy';
import { fillWords } from './fill';
import { storeFirst } from './lanes';

namespace Gather {
  export const from: usize = 0;
  export const to: usize = 4;
  export const indices: usize = 8;
  /** The result is [batch, outer, index] of rows, the source [batch, outer, dim] of rows. */
  export const outer: usize = 12;
  export const dim: usize = 16;
  export const indicesPerBatch: usize = 20;
  export const rowBytes: usize = 24;
  export const rows: usize = 28;
  export const rowsPerTask: usize = 32;
}

export function gatherRows(args: usize, task: i32): void {
  const outer = load<i32>(args, Gather.outer);
  const dim = load<i32>(args, Gather.dim);
  const perBatch = load<i32>(args, Gather.indicesPerBatch);
  const bytes = load<usize>(args, Gather.rowBytes);
  const indices = load<usize>(args, Gather.indices);
  const from = load<usize>(args, Gather.from);
  const perTask = load<i32>(args, Gather.rowsPerTask);
  const last = min((task + 1) * perTask, load<i32>(args, Gather.rows));
  let to = load<usize>(args, Gather.to) + <usize>(task * perTask) * bytes;
  for (let row = task * perTask; row < last; ++row) {
    const group = row / perBatch;
    const index = load<i32>(indices + (<usize>((group / outer) * perBatch + row - group * perBatch) << 2));
    copyBytes(to, from + <usize>(group * dim + index) * bytes, bytes);
    to += bytes;
  }
}

namespace OneHot {
  export const indices: usize = 0;
  export const to: usize = 4;
  export const depth: usize = 8;
  /** Values as the result holds them, of 4 bytes or 1. */
  export const on: usize = 12;
  export const off: usize = 16;
  export const elementBytes: usize = 20;
  export const rows: usize = 24;
  export const rowsPerTask: usize = 28;
}

export function oneHot(args: usize, task: i32): void {
  const perTask = load<i32>(args, OneHot.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, OneHot.rows));
  const depth = load<i32>(args, OneHot.depth);
  const elements = (last - first) * depth;
  const size = load<usize>(args, OneHot.elementBytes);
  const to = load<usize>(args, OneHot.to) + <usize>first * <usize>depth * size;
  if (size == 4) fillWords(to, v128.load32_splat(args, OneHot.off), elements);
  else memory.fill(to, load<u8>(args, OneHot.off), <usize>elements);
  const indices = load<usize>(args, OneHot.indices);
  for (let row = first; row < last; ++row) {
    const index = load<i32>(indices + (<usize>row << 2));
    if (index < 0 || index >= depth) continue;
    const place = to + <usize>((row - first) * depth + index) * size;
    if (size == 4) store<u32>(place, load<u32>(args, OneHot.on));
    else store<u8>(place, load<u8>(args, OneHot.on));
  }
}

namespace Scatter {
  export const updates: usize = 0;
  /** Row of the result that each row of updates is added to; rows that are elsewhere count for nothing. */
  export const targets: usize = 4;
  export const to: usize = 8;
  export const updateCount: usize = 12;
  /** Elements of a row. */
  export const length: usize = 16;
  export const rows: usize = 20;
  export const rowsPerTask: usize = 24;
  /** 1: int32, 0: float32. */
  export const ints: usize = 28;
}

/** A task looks through all updates for those of its rows, so each row is added up in the order of the updates. */
export function scatterRows(args: usize, task: i32): void {
  const perTask = load<i32>(args, Scatter.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, Scatter.rows));
  const bytes = load<usize>(args, Scatter.length) << 2;
  const to = load<usize>(args, Scatter.to);
  memory.fill(to + <usize>first * bytes, 0, <usize>(last - first) * bytes);
  const updateCount = load<i32>(args, Scatter.updateCount);
  const targets = load<usize>(args, Scatter.targets);
  let update = load<usize>(args, Scatter.updates);
  for (let i = 0; i < updateCount; ++i) {
    const row = load<i32>(targets + (<usize>i << 2));
    if (row >= first && row < last) {
      const place = to + <usize>row * bytes;
      if (load<i32>(args, Scatter.ints)) addRow<i32>(place, update, load<i32>(args, Scatter.length));
      else addRow<f32>(place, update, load<i32>(args, Scatter.length));
    }
    update += bytes;
  }
}

function addRow<T>(to: usize, from: usize, length: i32): void {
  let place = to;
  let source = from;
  let left = length;
  for (; left >= 4; left -= 4) {
    v128.store(place, v128.add<T>(v128.load(place), v128.load(source)));
    place += 16;
    source += 16;
  }
  if (left > 0) storeFirst(place, v128.add<T>(v128.load(place), v128.load(source)), left);
}
