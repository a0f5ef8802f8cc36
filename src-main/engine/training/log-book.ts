import type { LoggedCurve, LoggedItem, LoggedVolume } from '../../../src-shared/domain/logged.ts';
import type { Picture } from '../../../src-shared/domain/picture.ts';
import type { ImageLogged, Logged, Scalar, VolumeLogged } from '../../../src-shared/domain/train-event.ts';
import { assertNever } from '../../../src-shared/lib/assert-never.ts';
import { precisionRecallCurve, rocCurve } from '../../../src-shared/lib/ranking-curves.ts';
import type { Ranking } from '../../../src-shared/lib/ranking-curves.ts';
import { classPicture, middleSlice } from '../data/class-picture.ts';
import type { FloatImage } from '../data/image.ts';
import { heatPicture, pictureGrid } from '../data/picture-grid.ts';
import { toPicture } from '../data/to-picture.ts';
import type { ImageOptions, Log, LogOptions, LogReduction } from '../models/log.ts';
import { histogramOf } from './log-histogram.ts';

export interface LogPlace {
  readonly epoch: number;
  readonly step: number;
}

type Entry = { readonly kind: 'scalar'; readonly value: number } | { readonly kind: 'image'; readonly picture: Picture; readonly caption: string } | { readonly kind: 'logged'; readonly item: LoggedItem } | { readonly kind: 'volume'; readonly voxels: FloatImage };

/** What was logged for a tag since it was told last. */
interface Interval {
  readonly entries: Entry[];
  calls: number;
}

/**
 * Collects what is logged and gives it as events, each tag at its own
 * frequency. What a resume cuts an interval off of is not told twice, and the
 * interval begins anew.
 */
export class LogBook implements Log {
  readonly #prefix: string;
  readonly #intervals = new Map<string, Interval>();
  readonly #due: { readonly tag: string; readonly entry: Entry }[] = [];
  /** Of each tag, where its next picture would stand. */
  readonly #images = new Map<string, LogPlace & { readonly next: number }>();

  /** @param prefix goes before every tag: `val_`. */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  scalar(tag: string, value: number, options: LogOptions = {}): void {
    this.#put(tag, { kind: 'scalar', value }, options);
  }

  scalars(values: Readonly<Record<string, number>>, options: LogOptions = {}): void {
    for (const [tag, value] of Object.entries(values)) this.scalar(tag, value, options);
  }

  image(tag: string, image: FloatImage, options: ImageOptions = {}): void {
    this.#picture(tag, () => toPicture(middleSlice(image).flat), options);
  }

  volume(tag: string, volume: FloatImage, options: LogOptions = {}): void {
    const shape = volume.shape.length === 4 && volume.shape[3] === 1 ? volume.shape.slice(0, 3) : volume.shape;
    if (shape.length !== 3) throw new Error(`expected a volume [z, y, x], but found [${volume.shape.join(', ')}]`);
    // A copy: the voxels may be a tensor's, or lie in a batch whose memory is used again.
    this.#put(tag, { kind: 'volume', voxels: { ...volume, data: volume.data.slice(), shape } }, options);
  }

  images(tag: string, images: readonly FloatImage[], options: ImageOptions = {}): void {
    this.#picture(tag, () => pictureGrid(images.map((image) => toPicture(middleSlice(image).flat))), options);
  }

  mask(tag: string, image: FloatImage, labels: ArrayLike<number>, options: ImageOptions = {}): void {
    this.#picture(tag, () => classPicture(image, labels), options);
  }

  heatMap(tag: string, image: FloatImage, heat: ArrayLike<number>, options: ImageOptions = {}): void {
    this.#picture(tag, () => heatPicture(image, heat), options);
  }

  histogram(tag: string, values: ArrayLike<number>, { bins = 30, ...options }: LogOptions & { readonly bins?: number } = {}): void {
    this.item(tag, histogramOf(values, bins), options);
  }

  text(tag: string, text: string, options: LogOptions = {}): void {
    this.item(tag, { type: 'text', text }, options);
  }

  table(tag: string, columns: readonly string[], rows: readonly (readonly (string | number | null)[])[], options: LogOptions = {}): void {
    this.item(tag, { type: 'table', columns, rows }, options);
  }

  matrix(tag: string, names: readonly string[], counts: readonly number[], options: LogOptions = {}): void {
    if (counts.length !== names.length ** 2) throw new Error(`expected ${names.length ** 2} counts, truth × prediction, but found ${counts.length}`);
    this.item(tag, { type: 'matrix', names, counts }, options);
  }

  curve(tag: string, curve: Omit<LoggedCurve, 'type'>, options: LogOptions = {}): void {
    this.item(tag, { type: 'curve', ...curve }, options);
  }

  roc(tag: string, rankings: readonly Ranking[], options: LogOptions = {}): void {
    this.item(tag, rocCurve(rankings), options);
  }

  precisionRecall(tag: string, rankings: readonly Ranking[], options: LogOptions = {}): void {
    this.item(tag, precisionRecallCurve(rankings), options);
  }

  item(tag: string, item: Exclude<LoggedItem, LoggedVolume>, options: LogOptions = {}): void {
    this.#put(tag, { kind: 'logged', item }, options);
  }

  /** What is to be told by now, as events of this place. */
  take({ epoch, step }: LogPlace): (Scalar | ImageLogged | Logged | VolumeLogged)[] {
    const at = { epoch, step };
    return this.#due.splice(0).map(({ tag: own, entry }) => {
      const tag = `${this.#prefix}${own}`;
      if (entry.kind === 'scalar') return { kind: 'scalar', ...at, name: tag, value: entry.value };
      if (entry.kind === 'logged') return { kind: 'logged', ...at, tag, item: entry.item };
      const index = this.#placeOf(tag, at);
      if (entry.kind === 'volume') return { kind: 'volume', ...at, tag, index, voxels: entry.voxels };
      return { kind: 'image', ...at, tag, index, caption: entry.caption, picture: entry.picture };
    });
  }

  /** Several pictures of a tag at one step stand beside each other. */
  #placeOf(tag: string, { epoch, step }: LogPlace): number {
    const last = this.#images.get(tag);
    const index = last?.epoch === epoch && last.step === step ? last.next : 0;
    this.#images.set(tag, { epoch, step, next: index + 1 });
    return index;
  }

  /** Pictures are made only where they will be told. */
  #picture(tag: string, make: () => Picture, { caption = '', ...options }: ImageOptions): void {
    const { every = 1, reduce = 'last' } = options;
    const calls = (this.#intervals.get(tag)?.calls ?? 0) + 1;
    const isWanted = reduce === 'first' ? calls === 1 : calls >= every;
    this.#put(tag, isWanted ? { kind: 'image', picture: make(), caption } : null, options);
  }

  #put(tag: string, entry: Entry | null, { every = 1, reduce = 'last' }: LogOptions): void {
    const interval = this.#intervals.get(tag) ?? { entries: [], calls: 0 };
    this.#intervals.set(tag, interval);
    interval.calls++;
    if (entry) interval.entries.push(entry);
    if (interval.calls < every) return;
    this.#intervals.delete(tag);
    const reduced = reduceEntries(interval.entries, reduce);
    if (reduced) this.#due.push({ tag, entry: reduced });
  }
}

function reduceEntries(entries: readonly Entry[], reduce: LogReduction): Entry | null {
  const values = entries.flatMap((entry) => (entry.kind === 'scalar' ? [entry.value] : []));
  if (values.length === entries.length && values.length > 0) return { kind: 'scalar', value: reduceValues(values, reduce) };
  return (reduce === 'first' ? entries[0] : entries.at(-1)) ?? null;
}

/** @param values at least one. */
export function reduceValues(values: readonly number[], reduce: LogReduction): number {
  switch (reduce) {
    case 'last':
      return values.at(-1) ?? Number.NaN;
    case 'first':
      return values[0] ?? Number.NaN;
    case 'mean':
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    case 'median': {
      const sorted = [...values].sort((a, b) => a - b);
      const middle = Math.floor(sorted.length / 2);
      return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
    }
    case 'minimum':
      return Math.min(...values);
    case 'maximum':
      return Math.max(...values);
    default:
      return assertNever(reduce);
  }
}
