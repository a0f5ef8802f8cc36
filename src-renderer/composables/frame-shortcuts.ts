import { useRouter } from 'vue-router';
import { usePageActions } from './page-actions.ts';
import { GUIDE, SCREENS, SETTINGS } from './screens.ts';
import { useShortcuts } from './shortcuts.ts';

/** The keys that work on every screen. */
export function useFrameShortcuts(): void {
  const router = useRouter();
  const { paletteOpen, shortcutsOpen } = usePageActions();
  const go = (to: string) => () => void router.push(to);
  useShortcuts([
    { keys: 'mod+k', label: 'Search screens, runs, datasets and actions', group: 'Anywhere', run: () => (paletteOpen.value = !paletteOpen.value) },
    { keys: '?', label: 'This list', group: 'Anywhere', run: () => (shortcutsOpen.value = true) },
    { keys: 'alt+ArrowLeft', label: 'Back', group: 'Anywhere', run: () => router.back() },
    { keys: 'alt+ArrowRight', label: 'Forward', group: 'Anywhere', run: () => router.forward() },
    ...[...SCREENS, GUIDE, SETTINGS].map(({ label, to, key }) => ({ keys: `g ${key}`, label, group: 'Go to', run: go(to) })),
  ]);
}
