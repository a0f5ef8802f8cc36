/** The chapters of `resources/guide`, in their order. */
export interface Chapter {
  /** `dataset` of `02-dataset.md`: its address. */
  readonly key: string;
  readonly title: string;
  readonly text: string;
}

const FILES = import.meta.glob<string>('../../../resources/guide/*.md', { query: '?raw', import: 'default', eager: true });

export const CHAPTERS: readonly Chapter[] = Object.entries(FILES)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([path, text]) => ({ key: path.replace(/^.*\/\d+-/, '').replace(/\.md$/, ''), title: /^# (.*)$/m.exec(text)?.[1] ?? path, text }));
