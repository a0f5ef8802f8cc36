import type { LoggedHistogram } from '../../../src-shared/domain/logged.ts';

/** Values in bins of equal width from the smallest to the largest; those that are not finite are left out. */
export function histogramOf(values: ArrayLike<number>, bins: number): LoggedHistogram {
  const finite = Float64Array.from(values).filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  if (finite.length === 0) return { type: 'histogram', edges: [], counts: [] };
  // All of one value are one bin around it.
  if (low === high) return { type: 'histogram', edges: [low - 0.5, high + 0.5], counts: [finite.length] };
  const counts = new Array<number>(bins).fill(0);
  for (const value of finite) {
    const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { type: 'histogram', edges: Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins), counts };
}
