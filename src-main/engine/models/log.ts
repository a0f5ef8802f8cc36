import type { LoggedCurve, LoggedItem, LoggedVolume } from '../../../src-shared/domain/logged.ts';
import type { Ranking } from '../../../src-shared/lib/ranking-curves.ts';
import type { FloatImage } from '../data/image.ts';

/** What becomes of the values of an interval. */
export const LOG_REDUCTIONS = ['last', 'first', 'mean', 'median', 'minimum', 'maximum'] as const;
export type LogReduction = (typeof LOG_REDUCTIONS)[number];

export interface LogOptions {
  /** Only each so many-th call for the tag is told, with what the interval comes to; every one unless said. */
  readonly every?: number;
  /** Of numbers; everything else is its `last` (or its `first`). The last unless said. */
  readonly reduce?: LogReduction;
}

export interface ImageOptions extends LogOptions {
  readonly caption?: string;
}

/**
 * Takes what a closure, a callback or a script logs. A tag names a series, a
 * row of pictures or a card on the run's page; while validating or testing it
 * gets the prefix `val_` or `test_`, as values do.
 */
export interface Log {
  scalar(tag: string, value: number, options?: LogOptions): void;
  scalars(values: Readonly<Record<string, number>>, options?: LogOptions): void;
  /** [height, width, channel] of 1 or 3 channels; of a volume, the middle slice. */
  image(tag: string, image: FloatImage, options?: ImageOptions): void;
  /** The voxels of a volume [z, y, x] or [z, y, x, 1], shown slice by slice. */
  volume(tag: string, volume: FloatImage, options?: LogOptions): void;
  /** Images of one size as one picture, in rows. */
  images(tag: string, images: readonly FloatImage[], options?: ImageOptions): void;
  /** An image with the classes of its pixels in colours over it. */
  mask(tag: string, image: FloatImage, labels: ArrayLike<number>, options?: ImageOptions): void;
  /** An image with a map of numbers over it, from cold to hot: [height, width] or [height, width, 1]. */
  heatMap(tag: string, image: FloatImage, heat: ArrayLike<number>, options?: ImageOptions): void;
  histogram(tag: string, values: ArrayLike<number>, options?: LogOptions & { readonly bins?: number }): void;
  text(tag: string, text: string, options?: LogOptions): void;
  table(tag: string, columns: readonly string[], rows: readonly (readonly (string | number | null)[])[], options?: LogOptions): void;
  /** A confusion matrix, row-major truth × prediction. */
  matrix(tag: string, names: readonly string[], counts: readonly number[], options?: LogOptions): void;
  curve(tag: string, curve: Omit<LoggedCurve, 'type'>, options?: LogOptions): void;
  roc(tag: string, rankings: readonly Ranking[], options?: LogOptions): void;
  precisionRecall(tag: string, rankings: readonly Ranking[], options?: LogOptions): void;
  item(tag: string, item: Exclude<LoggedItem, LoggedVolume>, options?: LogOptions): void;
}
