import type { Series } from '../../src-shared/domain/metric.ts';
import { lowerBound, upperBound } from './columns.ts';
import { extent, fitValues, grow, union } from './domain.ts';
import type { Scale } from './domain.ts';
import type { AxisRange, LineSeries } from './line-series.ts';
import { visibleLines } from './line-view.ts';
import type { LineView } from './line-view.ts';
import { smoothedMean } from './prepare-line.ts';
import { SHORTEST } from './zoom.ts';

export interface LineRanges {
  /** What is shown of the x axis, and what would be without a zoom. */
  readonly x: AxisRange;
  readonly wholeX: AxisRange;
  readonly y: AxisRange;
  /** There is nothing in sight: the ranges mean nothing. */
  readonly empty: boolean;
}

/** An axis as it was, for which lines, and in which view. */
interface Held {
  readonly view: string;
  readonly keys: readonly string[];
  readonly range: AxisRange;
}

/**
 * Finds the ranges of both axes, and remembers them: while lines grow or join
 * they move outwards only. Another zoom or scale, or a line that goes, fits anew.
 */
export function createLineAxes() {
  let heldX: Held | null = null;
  let heldY: Held | null = null;

  function fitX(lines: readonly LineSeries[], span: AxisRange | null, view: string, shortest: number): AxisRange {
    const found = union([span, ...lines.map((line) => extent(line.series.x))]);
    if (found === null) return [0, shortest];
    // A single point stands in the middle, until a second one says how far the axis goes.
    if (found[0] === found[1]) return [found[0] - shortest / 2, found[0] + shortest / 2];
    const range = grow(stillHeld(heldX, lines, view), found);
    heldX = { view, keys: lines.map((line) => line.key), range };
    return range;
  }

  function fitY(lines: readonly LineSeries[], view: string, x: AxisRange, { scale, smoothing }: Pick<LineView, 'scale' | 'smoothing'>): AxisRange | null {
    const found = union(lines.flatMap((line) => [valueExtent(line.series, x, scale), smoothedExtent(line.series, x, scale, smoothing)]));
    if (found === null) return null;
    const before = stillHeld(heldY, lines, view);
    const range = before === null ? fitValues(found, scale) : grow(before, found, scale);
    heldY = { view, keys: lines.map((line) => line.key), range };
    return range;
  }

  return {
    fit(view: Pick<LineView, 'lines' | 'hidden' | 'axis' | 'scale' | 'smoothing' | 'range' | 'span'>): LineRanges {
      const { lines, axis, scale, smoothing, range } = view;
      const wholeX = fitX(lines, view.span, axis, SHORTEST[axis]);
      const x = range ?? wholeX;
      const y = fitY(visibleLines(view), JSON.stringify([axis, scale, smoothing, range]), x, view);
      return { x, wholeX, y: y ?? [1, 10], empty: y === null };
    },
  };
}

function stillHeld(held: Held | null, lines: readonly LineSeries[], view: string): AxisRange | null {
  if (held === null || held.view !== view) return null;
  const keys = new Set(lines.map((line) => line.key));
  return held.keys.every((key) => keys.has(key)) ? held.range : null;
}

/** What smoothing adds: in a zoom the smoothed line, which trails behind, may lie beside all values in sight. */
function smoothedExtent(series: Series, x: AxisRange, scale: Scale, smoothing: number): AxisRange | null {
  const mean = smoothedMean(series, { x, scale }, smoothing);
  return mean === null ? null : valueExtent({ ...series, min: mean, max: mean, mean }, x, scale);
}

/** The smallest and largest finite value in sight, of those that the scale can show. */
export function valueExtent(series: Series, [from, to]: AxisRange, scale: Scale): AxisRange | null {
  let low = Infinity;
  let high = -Infinity;
  const end = upperBound(series.x, to);
  for (let i = lowerBound(series.x, from); i < end; i++) {
    for (const values of [series.min, series.mean, series.max]) {
      const value = values[i] ?? NaN;
      if (!Number.isFinite(value) || (scale === 'log' && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}
