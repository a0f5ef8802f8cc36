import type { MetricMode } from '../../src-shared/domain/metric.ts';

export interface SparkPoint {
  readonly x: number;
  readonly y: number;
}

/** The places of values in a small picture; values that are no numbers have none. */
export function sparkPoints(values: readonly number[], width: number, height: number, inset: number): readonly (SparkPoint | null)[] {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const step = values.length > 1 ? (width - 2 * inset) / (values.length - 1) : 0;
  const middle = height / 2;
  return values.map((value, i) => {
    if (!Number.isFinite(value)) return null;
    const x = values.length > 1 ? inset + i * step : width / 2;
    return { x, y: high > low ? inset + (1 - (value - low) / (high - low)) * (height - 2 * inset) : middle };
  });
}

/** An SVG path through the points, interrupted where there is none. */
export function sparkPath(points: readonly (SparkPoint | null)[]): string {
  return points
    .map((point, i) => (point === null ? '' : `${points[i - 1] ? 'L' : 'M'}${round(point.x)} ${round(point.y)}`))
    .join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** The index of the best value, the earliest of several; -1 if there is none. */
export function bestIndex(values: readonly number[], mode: MetricMode): number {
  return values.reduce((best, value, i) => {
    if (!Number.isFinite(value)) return best;
    const held = values[best];
    return held === undefined || (mode === 'min' ? value < held : value > held) ? i : best;
  }, -1);
}
