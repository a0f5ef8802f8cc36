import type { AxisRange } from './line-series.ts';

export type Scale = 'linear' | 'log';

/** How far an axis reaches beyond new data, as a share of its length, so that it does not move with every point. */
const HEADROOM = 0.05;

/** The smallest range that holds all; null if there is nothing to hold. */
export function union(ranges: readonly (AxisRange | null)[]): AxisRange | null {
  let whole: AxisRange | null = null;
  for (const range of ranges) {
    if (range === null) continue;
    whole = whole === null ? range : [Math.min(whole[0], range[0]), Math.max(whole[1], range[1])];
  }
  return whole;
}

/** First and last position of rising positions; null if there are none. */
export function extent(x: Float64Array): AxisRange | null {
  const first = x[0];
  const last = x[x.length - 1];
  return first === undefined || last === undefined ? null : [first, last];
}

/** Zero is shown if it is no further from the values than this share of what they span. */
const NEAR_ZERO = 0.2;

/**
 * The axis for values from low to high: a little air around them, but not
 * across zero, which is a bound that people read; and from zero where it is near.
 */
export function fitValues([low, high]: AxisRange, scale: Scale): AxisRange {
  if (scale === 'log') {
    const air = Math.max((Math.log10(high) - Math.log10(low)) * HEADROOM, 0.02);
    return [10 ** (Math.log10(low) - air), 10 ** (Math.log10(high) + air)];
  }
  const air = high > low ? (high - low) * HEADROOM : Math.abs(high) * 0.1 || 1;
  const near = (high - low) * NEAR_ZERO;
  const from = low >= 0 && low <= near ? 0 : awayFrom(low, -air);
  const to = high <= 0 && -high <= near ? 0 : awayFrom(high, air);
  return to > from ? [from, to] : [0, 1];
}

/**
 * The axis that held `before` and now must hold `needed`: it moves outwards
 * only, and then a little further than it must.
 */
export function grow(before: AxisRange | null, needed: AxisRange, scale: Scale = 'linear'): AxisRange {
  if (before === null) return needed;
  if (scale === 'log') {
    const [from, to] = grow(logged(before), logged(needed));
    return [needed[0] < before[0] ? 10 ** from : before[0], needed[1] > before[1] ? 10 ** to : before[1]];
  }
  const air = (Math.max(before[1], needed[1]) - Math.min(before[0], needed[0])) * HEADROOM;
  return [
    needed[0] < before[0] ? awayFrom(needed[0], -air) : before[0],
    needed[1] > before[1] ? awayFrom(needed[1], air) : before[1],
  ];
}

const logged = ([from, to]: AxisRange): AxisRange => [Math.log10(from), Math.log10(to)];

/** `value + air`, but not across zero. */
function awayFrom(value: number, air: number): number {
  const moved = value + air;
  return (value >= 0 && moved < 0) || (value <= 0 && moved > 0) ? 0 : moved;
}

/** Where a value lies between the ends of an axis, 0 to 1; NaN where the scale has no place for it. */
export function share(value: number, [from, to]: AxisRange, scale: Scale = 'linear'): number {
  if (scale === 'linear') return (value - from) / (to - from);
  return value > 0 ? (Math.log10(value) - Math.log10(from)) / (Math.log10(to) - Math.log10(from)) : NaN;
}

/** The value at a share of a linear axis. */
export function at(part: number, [from, to]: AxisRange): number {
  return from + part * (to - from);
}
