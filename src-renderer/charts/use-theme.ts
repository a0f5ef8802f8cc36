import { onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { readTheme, sameTheme, watchTheme } from './theme.ts';
import type { CanvasTheme } from './theme.ts';

/** The theme at an element, read anew when it changes; null until the element is there. */
export function useTheme(element: Readonly<Ref<HTMLElement | null>>): Readonly<ShallowRef<CanvasTheme | null>> {
  const theme = shallowRef<CanvasTheme | null>(null);
  const read = (): void => {
    const now = element.value === null ? null : readTheme(element.value);
    // Dialogs, too, change the page's class.
    if (now && theme.value && sameTheme(now, theme.value)) return;
    theme.value = now;
  };
  watch(element, read);
  onScopeDispose(watchTheme(read));
  return theme;
}
