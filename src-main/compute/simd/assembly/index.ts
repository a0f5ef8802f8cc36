/** What a thread of the `simd` backend calls; everything else is reached through `runJob`. */
export { allFinite } from './finite';
export { help, runJob, stopHelpers } from './jobs';
export { setThread } from './scratch';

/** The first byte that the allocator may give out. */
export function heapBase(): usize {
  return __heap_base;
}
