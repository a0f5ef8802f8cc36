import type { SeriesAxis } from '../../src-shared/domain/metric.ts';
import type { AxisRange } from './line-series.ts';

/** The shortest range to zoom into: one step, one epoch, one second. */
export const SHORTEST: Readonly<Record<SeriesAxis, number>> = { step: 1, epoch: 1, time: 1000 };

/** The range between two ends of a drag, in either direction, inside the whole. */
export function dragRange(one: number, other: number, whole: AxisRange, shortest: number): AxisRange {
  return inside([Math.min(one, other), Math.max(one, other)], whole, shortest);
}

/**
 * The range that shows `factor` times as much as before, with `centre` where it
 * was; null once that is the whole.
 */
export function zoomAround([from, to]: AxisRange, centre: number, factor: number, whole: AxisRange, shortest: number): AxisRange | null {
  const held = Math.min(Math.max(centre, from), to);
  const [start, end] = inside([held - (held - from) * factor, held + (to - held) * factor], whole, shortest);
  return start <= whole[0] && end >= whole[1] ? null : [start, end];
}

function inside([from, to]: AxisRange, [first, last]: AxisRange, shortest: number): AxisRange {
  const length = Math.min(Math.max(to - from, shortest), last - first);
  const middle = (from + to) / 2;
  const start = Math.min(Math.max(to - from < shortest ? middle - length / 2 : from, first), last - length);
  return [start, start + length];
}
