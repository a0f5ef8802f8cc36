import type { Series } from '../../src-shared/domain/metric.ts';

/** A line of a chart: a series, and how it is told from the others. */
export interface LineSeries {
  /** Stable over updates: the legend and `hidden` name a line by it. */
  readonly key: string;
  readonly label: string;
  /** A CSS colour, `runColour(place)` for a run; lines of one run share it. */
  readonly colour: string;
  readonly stroke?: 'solid' | 'dashed' | 'dotted';
  readonly series: Series;
}

/** A part of the x axis, in the unit of the axis: steps, epochs or milliseconds. */
export type AxisRange = readonly [from: number, to: number];
