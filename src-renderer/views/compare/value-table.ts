import type { MetricMode } from '../../../src-shared/domain/metric.ts';
import { directionOf } from '../../../src-shared/lib/metric-direction.ts';

/** What one run reached: its values by metric name at its selected epoch, tests included. */
export interface RunValues {
  readonly runId: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface ValueRow {
  readonly metric: string;
  readonly mode: MetricMode | null;
  readonly cells: readonly ValueCell[];
}

export interface ValueCell {
  readonly value: number | null;
  /** To the base run's value; null for the base itself and where either is no number. */
  readonly difference: number | null;
  /** Whether the difference is in the metric's favour; null where none, or where neither way is better. */
  readonly better: boolean | null;
}

/** Metrics of several runs side by side with their difference to a base; test values first, they are the ones that count. */
export function valueRows(runs: readonly RunValues[], baseId: string): readonly ValueRow[] {
  const base = runs.find(({ runId }) => runId === baseId);
  const names = [...new Set(runs.flatMap(({ values }) => Object.keys(values)))].sort((a, b) => order(a) - order(b) || a.localeCompare(b));
  return names.map((metric) => {
    const mode = directionOf(metric);
    return { metric, mode, cells: runs.map((run) => cellOf(run, base, metric, mode)) };
  });
}

function cellOf(run: RunValues, base: RunValues | undefined, metric: string, mode: MetricMode | null): ValueCell {
  const value = run.values[metric] ?? null;
  const other = base?.values[metric] ?? null;
  const difference = run === base || value === null || other === null || !Number.isFinite(value - other) ? null : value - other;
  const better = difference === null || difference === 0 || mode === null ? null : difference > 0 === (mode === 'max');
  return { value, difference, better };
}

const SIDES = ['test_', 'val_', 'train_'];

function order(metric: string): number {
  const place = SIDES.findIndex((side) => metric.startsWith(side));
  return place === -1 ? SIDES.length : place;
}

/** "+0.012", "−0.3", "±0". */
export function differenceInWords(difference: number): string {
  if (difference === 0) return '±0';
  const size = Number(Math.abs(difference).toPrecision(3));
  return `${difference > 0 ? '+' : '−'}${size !== 0 && size < 1e-4 ? size.toExponential() : size}`;
}
