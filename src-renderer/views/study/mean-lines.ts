import type { LineSeries } from '../../charts/line-series.ts';
import { runColour } from '../../charts/palette.ts';
import type { MeanCurve } from '../../../src-shared/domain/study.ts';
import { splitName } from '../run/series-groups.ts';

/** The mean curves of one metric, drawn together. */
export interface MeanChart {
  readonly title: string;
  readonly lines: readonly LineSeries[];
}

const STROKES = { train: 'solid', val: 'dashed', test: 'dotted', none: 'solid' } as const;
const COLOURS = { train: 0, val: 1, test: 2, none: 0 } as const;

/** Charts of a study: a line for the mean over its runs, a band from the lowest to the highest of them. The loss first, then by name. */
export function meanCharts(curves: readonly MeanCurve[]): readonly MeanChart[] {
  const groups = Map.groupBy(curves, ({ name }) => splitName(name)[1]);
  return [...groups]
    .sort(([a], [b]) => Number(a !== 'loss') - Number(b !== 'loss') || a.localeCompare(b))
    .map(([title, members]) => ({ title, lines: members.map(toLine) }));
}

function toLine(curve: MeanCurve): LineSeries {
  const [side] = splitName(curve.name);
  return { key: curve.name, label: side === 'none' ? curve.name : side, colour: runColour(COLOURS[side]), stroke: STROKES[side], series: toSeries(curve) };
}

/** As a thinned series: each epoch is a bucket of the runs' values. */
function toSeries({ name, epochs, mean, min, max }: MeanCurve): LineSeries['series'] {
  const x = Float64Array.from(epochs);
  return { runId: '', name, axis: 'epoch', exact: false, points: epochs.length, x, step: x, min: Float64Array.from(min), max: Float64Array.from(max), mean: Float64Array.from(mean) };
}
