/** The chapters of `resources/guide`, in their order: those of whoever does a study first, then those of whoever writes code. */
export interface Chapter {
  /** `dataset` of `02-dataset.md`: its address. */
  readonly key: string;
  readonly title: string;
  readonly part: ChapterPart;
  readonly text: string;
}

export const CHAPTER_PARTS = ['For a study', 'In code'] as const;
export type ChapterPart = (typeof CHAPTER_PARTS)[number];

/** Numbers of files from here on are of a study. */
const FIRST_OF_STUDY = 20;

const FILES = import.meta.glob<string>('../../../resources/guide/*.md', { query: '?raw', import: 'default', eager: true });

const files = Object.entries(FILES).sort(([a], [b]) => a.localeCompare(b));

export const CHAPTERS: readonly Chapter[] = CHAPTER_PARTS.flatMap((part) =>
  files.flatMap(([path, text]) => {
    const [, number = '', key = path] = /(\d+)-([^/]*)\.md$/.exec(path) ?? [];
    if ((Number(number) >= FIRST_OF_STUDY) !== (part === 'For a study')) return [];
    return [{ key, part, title: /^# (.*)$/m.exec(text)?.[1] ?? path, text }];
  }),
);
