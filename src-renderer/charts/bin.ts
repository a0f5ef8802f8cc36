/** A bar of a histogram: values from `from` up to, but not with, `to` (the last bin has its end). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Values with how often each occurs: [512, 40] is forty images 512 wide. */
export type WeightedValues = Iterable<readonly [value: number, count: number]>;

/**
 * Counts values in even bins between the smallest and the largest; values that
 * are no numbers are left out. Whole numbers get bins of whole width, so that
 * none holds more of them than its neighbours by its place alone.
 *
 * @param wanted the most bins.
 */
export function binValues(values: WeightedValues, wanted: number): readonly Bin[] {
  const all = [...values].filter(([value, count]) => Number.isFinite(value) && count > 0);
  if (all.length === 0) return [];
  const low = all.reduce((least, [value]) => Math.min(least, value), Infinity);
  const high = all.reduce((most, [value]) => Math.max(most, value), -Infinity);
  const whole = all.every(([value]) => Number.isInteger(value));
  const width = whole ? Math.ceil((high - low + 1) / wanted) : (high - low) / wanted || 1;
  const bins = whole ? Math.ceil((high - low + 1) / width) : high > low ? wanted : 1;
  const counts = new Array<number>(bins).fill(0);
  for (const [value, count] of all) {
    const place = Math.min(Math.floor((value - low) / width), bins - 1);
    counts[place] = (counts[place] ?? 0) + count;
  }
  return counts.map((count, i) => ({ from: low + i * width, to: low + (i + 1) * width, count }));
}
