export interface ScreenLink {
  readonly name: string;
  readonly label: string;
  readonly to: string;
  readonly icon: string;
  /** After `g`. */
  readonly key: string;
}

/** The screens that the side bar, the palette and the shortcuts lead to. */
export const SCREENS: readonly ScreenLink[] = [
  { name: 'datasets', label: 'Datasets', to: '/datasets', icon: 'i-lucide-folder-open', key: 'd' },
  { name: 'experiments', label: 'Experiments', to: '/experiments', icon: 'i-lucide-flask-conical', key: 'e' },
  { name: 'runs', label: 'Runs', to: '/runs', icon: 'i-lucide-chart-line', key: 'r' },
  { name: 'images', label: 'Images', to: '/images', icon: 'i-lucide-images', key: 'i' },
  { name: 'compare', label: 'Compare', to: '/compare', icon: 'i-lucide-git-compare', key: 'c' },
  { name: 'predict', label: 'Predict', to: '/predict', icon: 'i-lucide-scan-eye', key: 'p' },
  { name: 'queue', label: 'Queue', to: '/queue', icon: 'i-lucide-list-ordered', key: 'q' },
];

export const GUIDE: ScreenLink = { name: 'guide', label: 'Guide', to: '/guide', icon: 'i-lucide-book-open', key: 'h' };

export const SETTINGS: ScreenLink = { name: 'settings', label: 'Settings', to: '/settings', icon: 'i-lucide-settings', key: 's' };
