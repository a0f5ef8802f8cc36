import type { AxisRange } from './line-series.ts';

/**
 * Points that fall into the same pixel column, as the index at which each
 * column's points begin, and one past the last.
 *
 * Holds what is in the range and one point to each side, so that the line
 * enters and leaves the plot. Painting then costs what the plot is wide,
 * however many points there are.
 */
export function columnStarts(x: Float64Array, [from, to]: AxisRange, columns: number): Int32Array {
  const first = Math.max(0, lowerBound(x, from) - 1);
  const end = Math.min(x.length, upperBound(x, to) + 1);
  const starts = new Int32Array(end - first + 1);
  let count = 0;
  let before = NaN;
  for (let i = first; i < end; i++) {
    const column = Math.floor((((x[i] ?? NaN) - from) / (to - from)) * columns);
    if (column !== before) starts[count++] = i;
    before = column;
  }
  starts[count] = end;
  return starts.subarray(0, count + 1);
}

/** The mean of the finite values of each column; NaN where it has none. */
export function meanPerColumn(starts: Int32Array, y: Float64Array): Float64Array {
  return perColumn(starts, y, (sum, value) => sum + value, 0, (sum, count) => sum / count);
}

export function minPerColumn(starts: Int32Array, y: Float64Array): Float64Array {
  return perColumn(starts, y, Math.min, Infinity, (least) => least);
}

export function maxPerColumn(starts: Int32Array, y: Float64Array): Float64Array {
  return perColumn(starts, y, Math.max, -Infinity, (most) => most);
}

function perColumn(
  starts: Int32Array,
  y: Float64Array,
  take: (sum: number, value: number) => number,
  none: number,
  finish: (sum: number, count: number) => number,
): Float64Array {
  const values = new Float64Array(Math.max(0, starts.length - 1)).fill(NaN);
  for (let column = 0; column < values.length; column++) {
    let sum = none;
    let count = 0;
    for (let i = starts[column] ?? 0; i < (starts[column + 1] ?? 0); i++) {
      const value = y[i] ?? NaN;
      if (!Number.isFinite(value)) continue;
      sum = take(sum, value);
      count++;
    }
    if (count > 0) values[column] = finish(sum, count);
  }
  return values;
}

/** Index of the first position at or after `at`. */
export function lowerBound(x: Float64Array, at: number): number {
  return bound(x, (value) => value < at);
}

/** Index of the first position after `at`. */
export function upperBound(x: Float64Array, at: number): number {
  return bound(x, (value) => value <= at);
}

function bound(x: Float64Array, before: (value: number) => boolean): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(x[middle] ?? NaN)) low = middle + 1;
    else high = middle;
  }
  return low;
}
