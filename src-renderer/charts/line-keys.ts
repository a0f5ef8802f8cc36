import { lowerBound, upperBound } from './columns.ts';
import type { AxisRange, LineSeries } from './line-series.ts';
import type { DrawnPlot } from './line-view.ts';
import { nearestPosition, nextPosition } from './nearest-point.ts';
import { zoomAround } from './zoom.ts';

/** What a key asks of a chart: to move the crosshair, or to zoom (null for the whole). */
export type LineKeyAction = { readonly kind: 'hover'; readonly x: number } | { readonly kind: 'zoom'; readonly range: AxisRange | null };

const ZOOM_FACTOR = 2;

/** The meaning of a key on a chart; null if it has none. */
export function lineKey(
  key: string,
  lines: readonly LineSeries[],
  hoverX: number | null,
  plot: DrawnPlot,
  shortest: number,
): LineKeyAction | null {
  const middle = hoverX ?? (plot.x[0] + plot.x[1]) / 2;
  switch (key) {
    case 'ArrowRight':
      return hover(hoverX === null ? first(lines, plot.x) : next(lines, hoverX, 1, plot.x));
    case 'ArrowLeft':
      return hover(hoverX === null ? last(lines, plot.x) : next(lines, hoverX, -1, plot.x));
    case 'PageDown':
      return hover(leap(lines, middle, 1, plot.x));
    case 'PageUp':
      return hover(leap(lines, middle, -1, plot.x));
    case 'Home':
      return hover(first(lines, plot.x));
    case 'End':
      return hover(last(lines, plot.x));
    case '+':
    case '=':
      return { kind: 'zoom', range: zoomAround(plot.x, middle, 1 / ZOOM_FACTOR, plot.wholeX, shortest) };
    case '-':
      return { kind: 'zoom', range: zoomAround(plot.x, middle, ZOOM_FACTOR, plot.wholeX, shortest) };
    case '0':
      return { kind: 'zoom', range: null };
    default:
      return null;
  }
}

const hover = (x: number | null): LineKeyAction | null => (x === null ? null : { kind: 'hover', x });
const positions = (lines: readonly LineSeries[]): readonly Float64Array[] => lines.map((line) => line.series.x);

/** The next position, as long as it is in sight. */
function next(lines: readonly LineSeries[], at: number, direction: 1 | -1, [from, to]: AxisRange): number | null {
  const position = nextPosition(positions(lines), at, direction);
  return position !== null && position >= from && position <= to ? position : null;
}

/** The point nearest to a tenth of the plot further on. */
function leap(lines: readonly LineSeries[], at: number, direction: 1 | -1, [from, to]: AxisRange): number | null {
  const aim = Math.min(Math.max(at + (direction * (to - from)) / 10, from), to);
  return nearestPosition(positions(lines), aim);
}

function first(lines: readonly LineSeries[], [from, to]: AxisRange): number | null {
  const firsts = positions(lines).map((x) => x[lowerBound(x, from)] ?? Infinity);
  const least = Math.min(...firsts);
  return least <= to ? least : null;
}

function last(lines: readonly LineSeries[], [from, to]: AxisRange): number | null {
  const lasts = positions(lines).map((x) => x[upperBound(x, to) - 1] ?? -Infinity);
  const most = Math.max(...lasts);
  return most >= from ? most : null;
}
