/**
 * Reductions of an array [outer, reduced, inner] over its middle axis; other
 * axes are joined or taken in several passes by `kernels/reduce.ts`.
 *
 * A task takes some outer places, a chunk of the reduced axis and a group of
 * inner places. How the axis is cut depends on the shape alone, and chunks are
 * put together in their order, so the result does not depend on the threads.
 */
/** Arguments, in bytes from their beginning. */
export namespace Reduce {
  export const from: usize = 0;
  /** [outer, chunk, inner] */
  export const to: usize = 4;
  export const op: usize = 8;
  export const outer: usize = 12;
  export const reduced: usize = 16;
  export const inner: usize = 20;
  export const outerPerTask: usize = 24;
  export const chunks: usize = 28;
  export const chunkLength: usize = 32;
  export const groups: usize = 36;
  export const groupLength: usize = 40;
}

/** The part of the array that a task takes: outer places, a stretch of the reduced axis, inner places. */
export let firstOuter: i32 = 0;
export let lastOuter: i32 = 0;
export let chunk: i32 = 0;
export let first: i32 = 0;
export let count: i32 = 0;
export let firstInner: i32 = 0;
export let innerCount: i32 = 0;

export function enterReduce(args: usize, task: i32): void {
  const groups = load<i32>(args, Reduce.groups);
  const chunks = load<i32>(args, Reduce.chunks);
  const groupLength = load<i32>(args, Reduce.groupLength);
  const chunkLength = load<i32>(args, Reduce.chunkLength);
  const perTask = load<i32>(args, Reduce.outerPerTask);
  firstInner = (task % groups) * groupLength;
  innerCount = min(groupLength, load<i32>(args, Reduce.inner) - firstInner);
  const rest = task / groups;
  chunk = rest % chunks;
  first = chunk * chunkLength;
  count = min(chunkLength, load<i32>(args, Reduce.reduced) - first);
  firstOuter = (rest / chunks) * perTask;
  lastOuter = min(firstOuter + perTask, load<i32>(args, Reduce.outer));
}

/** Where the task's stretch of an outer place begins, given the size of an element. */
export function sourceOf(args: usize, outer: i32, size: usize): usize {
  const inner = load<usize>(args, Reduce.inner);
  const row = <usize>outer * load<usize>(args, Reduce.reduced) + <usize>first;
  return load<usize>(args, Reduce.from) + (row * inner + <usize>firstInner) * size;
}

/** Where its result goes. */
export function resultOf(args: usize, outer: i32, size: usize): usize {
  const inner = load<usize>(args, Reduce.inner);
  const row = <usize>outer * load<usize>(args, Reduce.chunks) + <usize>chunk;
  return load<usize>(args, Reduce.to) + (row * inner + <usize>firstInner) * size;
}
