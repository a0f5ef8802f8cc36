import type { SeriesAxis } from '../../src-shared/domain/metric.ts';
import type { PlotArea } from './chart-frame.ts';
import type { Scale } from './domain.ts';
import type { AxisRange, LineSeries } from './line-series.ts';
import type { CanvasTheme } from './theme.ts';
import type { Size } from './use-size.ts';

/** All that a picture of lines depends on. */
export interface LineView {
  readonly lines: readonly LineSeries[];
  readonly hidden: readonly string[];
  readonly axis: SeriesAxis;
  readonly scale: Scale;
  readonly smoothing: number;
  /** The zoom; null for the whole. */
  readonly range: AxisRange | null;
  /** What the whole x axis holds even if these lines are shorter, so that charts beside each other line up; null for the lines alone. */
  readonly span: AxisRange | null;
  /** The key of a line that stands out from the others. */
  readonly emphasis: string | null;
  readonly size: Size;
  readonly theme: CanvasTheme;
}

/** The picture that is on the canvas now: what pointers and crosshairs are measured against. */
export interface DrawnPlot {
  readonly area: PlotArea;
  readonly x: AxisRange;
  readonly y: AxisRange;
  /** What would be shown without the zoom. */
  readonly wholeX: AxisRange;
  readonly scale: Scale;
}

export function visibleLines({ lines, hidden }: Pick<LineView, 'lines' | 'hidden'>): readonly LineSeries[] {
  return lines.filter((line) => !hidden.includes(line.key));
}
