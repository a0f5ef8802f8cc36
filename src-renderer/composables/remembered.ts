import { shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';

/** A text that outlives the page: which columns are shown, what is pinned. */
export function useRemembered(key: string): ShallowRef<string | null> {
  const value = shallowRef(localStorage.getItem(`delira-${key}`));
  watch(value, (now) => {
    if (now === null) localStorage.removeItem(`delira-${key}`);
    else localStorage.setItem(`delira-${key}`, now);
  });
  return value;
}
