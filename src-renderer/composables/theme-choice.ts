import { shallowRef } from 'vue';

export const THEMES = ['light', 'dark', 'system'] as const;
export type ThemeChoice = (typeof THEMES)[number];

const KEY = 'delira-theme';
const chosen = shallowRef<ThemeChoice>('system');
const system = matchMedia('(prefers-color-scheme: dark)');
system.addEventListener('change', () => applyTheme(chosen.value));

export function readTheme(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return THEMES.find((each) => each === kept) ?? 'system';
}

/** Sets the class that every colour of the page hangs on. */
export function applyTheme(theme: ThemeChoice): void {
  chosen.value = theme;
  const dark = theme === 'dark' || (theme === 'system' && system.matches);
  document.documentElement.classList.toggle('dark', dark);
  document.documentElement.classList.toggle('light', !dark);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
}

/** The theme that the user chose, kept for the next start. */
export function useThemeChoice() {
  return {
    theme: chosen,
    choose: (theme: ThemeChoice): void => {
      localStorage.setItem(KEY, theme);
      applyTheme(theme);
    },
  };
}
