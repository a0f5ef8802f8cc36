import type { Series } from '../../src-shared/domain/metric.ts';
import { columnStarts, maxPerColumn, meanPerColumn, minPerColumn } from './columns.ts';
import { share } from './domain.ts';
import type { Scale } from './domain.ts';
import type { AxisRange } from './line-series.ts';
import { smooth, smoothingUnit } from './smooth.ts';

/** Where values come to lie: the ranges of both axes and the size of the plot in CSS pixels. */
export interface PlotSpace {
  readonly x: AxisRange;
  readonly y: AxisRange;
  readonly scale: Scale;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** A line as it is painted, in CSS pixels from the plot's upper left corner; NaN is a gap. */
export interface PreparedLine {
  readonly x: Float64Array;
  /** The mean, smoothed if so asked. */
  readonly y: Float64Array;
  /** The mean as it is, where `y` is smoothed. */
  readonly original: Float64Array | null;
  /** The band: the largest values (upper edge) and the smallest. */
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** Positions of values that are no numbers. */
  readonly broken: Float64Array;
}

/** Thins a series to the plot's pixel columns and finds its place in the plot. */
export function prepareLine(series: Series, space: PlotSpace, smoothing: number): PreparedLine {
  const starts = columnStarts(series.x, space.x, Math.round(space.width * space.ratio));
  const smoothed = smoothedMean(series, space, smoothing);
  const mean = meanPerColumn(starts, onScale(series.mean, space.scale));
  const y = smoothed === null ? mean : meanPerColumn(starts, smoothed);
  return {
    x: meanPerColumn(starts, series.x).map((x) => share(x, space.x) * space.width),
    y: y.map((value) => fromTop(value, space)),
    original: smoothed === null ? null : mean.map((value) => fromTop(value, space)),
    top: maxPerColumn(starts, onScale(series.max, space.scale)).map((value) => fromTop(value, space)),
    bottom: minPerColumn(starts, series.min).map((value) => (space.scale === 'log' && value <= 0 ? space.height : fromTop(value, space))),
    broken: brokenPositions(series, space),
  };
}

const smoothedMeans = new WeakMap<Series, { key: string; mean: Float64Array }>();

/** The smoothed mean of a series as it is in sight; null without smoothing. Kept until it is asked for otherwise. */
export function smoothedMean(series: Series, { x, scale }: Pick<PlotSpace, 'x' | 'scale'>, smoothing: number): Float64Array | null {
  if (smoothing <= 0) return null;
  const unit = smoothingUnit(series.x, x);
  const key = `${smoothing} ${unit} ${scale}`;
  const kept = smoothedMeans.get(series);
  if (kept?.key === key) return kept.mean;
  const mean = smooth(series.x, onScale(series.mean, scale), smoothing, unit);
  smoothedMeans.set(series, { key, mean });
  return mean;
}

/** Without what a log scale has no place for. */
function onScale(values: Float64Array, scale: Scale): Float64Array {
  return scale === 'log' ? values.map((value) => (value > 0 ? value : NaN)) : values;
}

function fromTop(value: number, { y, scale, height }: PlotSpace): number {
  return (1 - share(value, y, scale)) * height;
}

/** One position per pixel at most. */
function brokenPositions(series: Series, { x, width }: PlotSpace): Float64Array {
  const positions = new Set<number>();
  series.mean.forEach((value, i) => {
    const part = share(series.x[i] ?? NaN, x);
    if (!Number.isFinite(value) && part >= 0 && part <= 1) positions.add(Math.round(part * width));
  });
  return Float64Array.from(positions);
}
