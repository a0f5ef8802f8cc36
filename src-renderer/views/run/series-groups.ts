import type { SeriesInfo } from '../../../src-shared/domain/metric.ts';

/** The series of one metric, drawn together: `train_loss` and `val_loss` are the sides of `loss`. */
export interface SeriesGroup {
  readonly title: string;
  readonly members: readonly SeriesMember[];
}

export interface SeriesMember {
  readonly name: string;
  /** "train", "val", "test"; the whole name where it names no side. */
  readonly label: string;
  readonly side: GroupSide;
}

export type GroupSide = 'train' | 'val' | 'test' | 'none';
const SIDES: readonly GroupSide[] = ['train', 'val', 'test', 'none'];

/** The side and the metric of a series: `val_accuracy` is `['val', 'accuracy']`. */
export function splitName(name: string): readonly [side: GroupSide, metric: string] {
  const match = /^(train|val|test)_(.+)$/.exec(name);
  return match ? [match[1] as GroupSide, match[2] ?? name] : ['none', name];
}

/**
 * Charts of a run, in an order that new series do not change: pinned ones
 * first, then the loss, then the others by name, the learning rate last.
 */
export function groupSeries(series: readonly Pick<SeriesInfo, 'name'>[], pinned: readonly string[] = []): readonly SeriesGroup[] {
  const groups = Map.groupBy(series, ({ name }) => splitName(name)[1]);
  return [...groups]
    .map(([title, members]) => ({ title, members: members.map(toMember).sort(bySide) }))
    .sort((a, b) => rank(a.title, pinned) - rank(b.title, pinned) || a.title.localeCompare(b.title));
}

function toMember({ name }: Pick<SeriesInfo, 'name'>): SeriesMember {
  const [side] = splitName(name);
  return { name, side, label: side === 'none' ? name : side };
}

function bySide(a: SeriesMember, b: SeriesMember): number {
  return SIDES.indexOf(a.side) - SIDES.indexOf(b.side) || a.name.localeCompare(b.name);
}

function rank(title: string, pinned: readonly string[]): number {
  const place = pinned.indexOf(title);
  if (place !== -1) return place - pinned.length;
  if (title === 'loss') return 0;
  return title === 'learning_rate' ? 2 : 1;
}
