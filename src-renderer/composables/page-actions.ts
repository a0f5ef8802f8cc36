import { shallowRef } from 'vue';

const paletteOpen = shallowRef(false);
const shortcutsOpen = shallowRef(false);

/** What the frame opens over any screen. */
export function usePageActions() {
  return { paletteOpen, shortcutsOpen };
}
