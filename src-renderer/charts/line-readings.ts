import { share } from './domain.ts';
import type { LineSeries } from './line-series.ts';
import type { DrawnPlot } from './line-view.ts';
import { pointWithinReach } from './nearest-point.ts';
import { smoothedMean } from './prepare-line.ts';
import { positionInWords, valueInWords } from './words.ts';

/** What a line says at the crosshair. */
export interface LineReading {
  readonly line: LineSeries;
  readonly x: number;
  readonly step: number;
  readonly value: number;
  /** Extremes of the bucket; null where the point is exact. */
  readonly bounds: readonly [low: number, high: number] | null;
  readonly smoothed: number | null;
  /** The point's own position in words, where it is not the crosshair's; else null. */
  readonly elsewhere: string | null;
  /** Where the drawn line passes, in CSS pixels in the plot; NaN if it has no place there. */
  readonly left: number;
  readonly top: number;
}

/** How far from the crosshair a point may lie, in pixels, where points are dense. */
const REACH = 6;

/** The readings at a position, in the order of the lines; a line without a point there has none. */
export function readLines(lines: readonly LineSeries[], position: number, plot: DrawnPlot, smoothing: number): readonly LineReading[] {
  const reach = (REACH / plot.area.width) * (plot.x[1] - plot.x[0]);
  return lines.flatMap((line) => {
    const { series } = line;
    const i = pointWithinReach(series.x, position, reach);
    const [x, step, value] = [series.x[i], series.step[i], series.mean[i]];
    if (x === undefined || step === undefined || value === undefined) return [];
    const smoothed = smoothedMean(series, plot, smoothing)?.[i] ?? null;
    const [low, high] = [series.min[i] ?? value, series.max[i] ?? value];
    return {
      line,
      x,
      step,
      value,
      bounds: series.exact || low === high ? null : ([low, high] as const),
      smoothed,
      elsewhere: Math.abs(x - position) <= reach ? null : positionInWords(series.axis, x),
      left: share(x, plot.x) * plot.area.width,
      top: (1 - share(smoothed ?? value, plot.y, plot.scale)) * plot.area.height,
    };
  });
}

/** The readings as a sentence for screen readers; no more lines than one can listen to. */
export function readingsInWords(readings: readonly LineReading[]): string {
  const heard = readings.slice(0, 5).map(({ line, value }) => `${line.label} ${valueInWords(value)}`);
  const more = readings.length - heard.length;
  return more > 0 ? `${heard.join(', ')} and ${more} more` : heard.join(', ');
}
