/**
 * Percentiles of values, along the straight line between neighbours, as NumPy
 * tells them by default; NaN where there are no values. The list is
 * rearranged.
 *
 * @param shares from 0 to 100.
 */
export function percentiles(values: Float32Array, shares: readonly number[]): readonly number[] {
  return shares.map((share) => {
    const at = (share / 100) * (values.length - 1);
    const below = Math.floor(at);
    const low = nth(values, below);
    if (at === below) return low;
    return low + (at - below) * (nth(values, below + 1) - low);
  });
}

/** The value that would stand at a place if they were sorted (Hoare's selection). */
function nth(values: Float32Array, place: number): number {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const middle = values[(from + to) >>> 1] as number;
    let i = from;
    let j = to;
    while (i <= j) {
      while ((values[i] as number) < middle) i++;
      while ((values[j] as number) > middle) j--;
      if (i > j) break;
      const value = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = value;
    }
    if (place <= j) to = j;
    else if (place >= i) from = i;
    else break;
  }
  return values[place] ?? Number.NaN;
}
