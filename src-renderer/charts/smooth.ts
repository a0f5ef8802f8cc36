/** Finer than this the eye does not follow: more points than so many smooth as if they were so many. */
const UNITS_IN_SIGHT = 250;

/**
 * Exponential smoothing with bias correction: each value becomes the mean of
 * itself and those before, which count for `weight` less per `unit` of x.
 *
 * With even points one unit apart this is the usual moving average divided by
 * 1 - weight^n, so that the first values are not drawn towards zero. NaN and
 * infinities stay gaps and do not spoil what follows.
 *
 * @param weight from 0 (the values themselves) to below 1.
 */
export function smooth(x: Float64Array, y: Float64Array, weight: number, unit: number): Float64Array {
  if (weight <= 0) return y;
  const smoothed = new Float64Array(y.length).fill(NaN);
  let sum = 0;
  let norm = 0;
  let before = NaN;
  for (let i = 0; i < y.length; i++) {
    const at = x[i] ?? NaN;
    const value = y[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    const decay = Number.isNaN(before) ? 0 : weight ** ((at - before) / unit);
    sum = sum * decay + value;
    norm = norm * decay + 1;
    smoothed[i] = sum / norm;
    before = at;
  }
  return smoothed;
}

/**
 * The distance on the x axis over which `weight` counts once.
 *
 * Few points: the distance between two, so that each counts as a step. Many:
 * a fixed share of what is in sight, so that a series looks alike whether it
 * came thinned or exact.
 */
export function smoothingUnit(x: Float64Array, [from, to]: readonly [number, number]): number {
  const first = x[0] ?? from;
  const last = x[x.length - 1] ?? to;
  const start = Math.max(first, from);
  const end = Math.min(last, to);
  let inSight = 0;
  for (const at of x) if (at >= start && at <= end) inSight++;
  const spacing = inSight > 1 ? (end - start) / (inSight - 1) : 0;
  return Math.max(spacing, (to - from) / UNITS_IN_SIGHT) || 1;
}
