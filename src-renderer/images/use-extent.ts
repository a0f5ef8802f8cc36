import { onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import type { Extent } from './view-geometry.ts';

/** The room inside an element, in CSS pixels, as it changes. */
export function useExtent(element: Readonly<Ref<HTMLElement | null>>): Readonly<ShallowRef<Extent>> {
  const extent = shallowRef<Extent>({ width: 0, height: 0 });
  const observer = new ResizeObserver(([entry]) => {
    if (entry) extent.value = { width: entry.contentRect.width, height: entry.contentRect.height };
  });
  watch(element, (now, before) => {
    if (before) observer.unobserve(before);
    if (now) observer.observe(now);
  });
  onScopeDispose(() => observer.disconnect());
  return extent;
}
