import './theme.css';

/** What a canvas needs to be told, because it knows no CSS variables. */
export interface CanvasTheme {
  readonly text: string;
  readonly textMuted: string;
  readonly grid: string;
  readonly border: string;
  readonly surface: string;
  readonly fontFamily: string;
  /** Any CSS colour, variables resolved as they are where the chart stands. */
  colour(css: string): string;
}

/** The theme as it holds at an element now. */
export function readTheme(element: HTMLElement): CanvasTheme {
  const resolved = new Map<string, string>();
  const resolve = (css: string): string => {
    const probe = document.createElement('span');
    probe.style.color = css;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  const colour = (css: string): string => {
    const known = resolved.get(css) ?? resolve(css);
    resolved.set(css, known);
    return known;
  };
  return {
    text: colour('var(--chart-text)'),
    textMuted: colour('var(--chart-text-muted)'),
    grid: colour('var(--chart-grid)'),
    border: colour('var(--chart-border)'),
    surface: colour('var(--chart-surface)'),
    fontFamily: getComputedStyle(element).fontFamily,
    colour,
  };
}

/** Whether a canvas that was painted with one need not be painted again with the other. */
export function sameTheme(one: CanvasTheme, other: CanvasTheme): boolean {
  const told = (theme: CanvasTheme) => [
    theme.text,
    theme.textMuted,
    theme.grid,
    theme.border,
    theme.surface,
    theme.fontFamily,
    ...['--chart-run-0', '--chart-accent', '--chart-right', '--chart-track'].map((name) => theme.colour(`var(${name})`)),
  ];
  return told(one).join() === told(other).join();
}

/** Calls back whenever the theme may have changed: another class on the page, another preference of the system. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] });
  }
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
  };
}
