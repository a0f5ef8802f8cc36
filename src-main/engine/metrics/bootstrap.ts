import type { Interval } from '../../../src-shared/domain/study.ts';
import { below, random } from '../../../src-shared/lib/random.ts';

/** As many draws as percentiles near the ends of a distribution need. */
export const DRAWS = 1000;
export const LEVEL = 0.95;

/**
 * The percentile bootstrap interval of a value: units are drawn with
 * replacement, as many as there are, the value is computed of each such draw,
 * and the middle 95 % of what comes out are the interval.
 *
 * Units are whole groups (patients) where samples of one are alike: drawing
 * their samples one by one would make the interval too narrow.
 *
 * Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13;
 * whole groups: Davison and Hinkley, "Bootstrap Methods and their
 * Application", 1997, section 3.8.
 *
 * @param units how many there are.
 * @param valuesOf several values of a draw, given how often each unit is in it; null where one is not defined.
 * @returns by value; null where fewer than half of the draws have it, or there is but one unit.
 */
export function bootstrapIntervals(units: number, valuesOf: (counts: Uint32Array) => readonly (number | null)[], seed: number): readonly (Interval | null)[] {
  if (units < 2) return valuesOf(new Uint32Array(units).fill(1)).map(() => null);
  const drawn: number[][] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    valuesOf(drawUnits(units, seed, draw)).forEach((value, i) => {
      const values = (drawn[i] ??= []);
      if (value !== null && Number.isFinite(value)) values.push(value);
    });
  }
  return drawn.map((values) => (values.length < DRAWS / 2 ? null : { low: percentile(values, (1 - LEVEL) / 2), high: percentile(values, (1 + LEVEL) / 2) }));
}

/** How often each unit is among as many that are drawn with replacement. */
function drawUnits(units: number, seed: number, draw: number): Uint32Array {
  const next = random(seed, 'bootstrap', 0, draw);
  const counts = new Uint32Array(units);
  for (let i = 0; i < units; i++) {
    const unit = below(units, next);
    counts[unit] = (counts[unit] ?? 0) + 1;
  }
  return counts;
}

/** With linear interpolation between the two nearest of the sorted values, as NumPy and R (type 7) do. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (place - Math.floor(place)) * (high - low);
}
