import { lowerBound, upperBound } from './columns.ts';

/** Index of the position nearest to `at`; -1 if there is none. */
export function nearestPoint(x: Float64Array, at: number): number {
  const after = lowerBound(x, at);
  if (after === 0) return x.length > 0 ? 0 : -1;
  if (after === x.length) return x.length - 1;
  return at - (x[after - 1] ?? NaN) <= (x[after] ?? NaN) - at ? after - 1 : after;
}

/**
 * The nearest point if it is within reach, else -1: a run that ended long ago
 * has no value here. Reach is the distance to its neighbours, or `atLeast`.
 */
export function pointWithinReach(x: Float64Array, at: number, atLeast: number): number {
  const index = nearestPoint(x, at);
  const here = x[index];
  if (here === undefined) return -1;
  const gap = Math.max(here - (x[index - 1] ?? here), (x[index + 1] ?? here) - here);
  return Math.abs(here - at) <= Math.max(gap, atLeast) ? index : -1;
}

/** The position nearest to `at` of any of the series; null if they are empty. */
export function nearestPosition(all: readonly Float64Array[], at: number): number | null {
  const near = all.map((x) => x[nearestPoint(x, at)]).filter((position) => position !== undefined);
  return near.reduce<number | null>((best, each) => (best === null || Math.abs(each - at) < Math.abs(best - at) ? each : best), null);
}

/** The next position of any of the series, in the direction; null at the end. */
export function nextPosition(all: readonly Float64Array[], at: number, direction: 1 | -1): number | null {
  const next = all
    .map((x) => (direction === 1 ? x[upperBound(x, at)] : x[lowerBound(x, at) - 1]))
    .filter((position) => position !== undefined);
  if (next.length === 0) return null;
  return direction === 1 ? Math.min(...next) : Math.max(...next);
}
