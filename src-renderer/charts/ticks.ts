import type { SeriesAxis } from '../../src-shared/domain/metric.ts';
import type { Scale } from './domain.ts';
import type { AxisRange } from './line-series.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map((s) => s * SECOND);

/** Round positions in a range, about `wanted` of them. */
export function linearTicks(range: AxisRange, wanted: number, smallest = 0): readonly number[] {
  return multiples(range, Math.max(niceStep((range[1] - range[0]) / wanted), smallest));
}

/** Ticks of an x axis: whole steps and epochs; seconds, minutes, hours and days of time. */
export function axisTicks(axis: SeriesAxis, range: AxisRange, wanted: number): readonly number[] {
  if (axis !== 'time') return linearTicks(range, wanted, 1);
  const least = (range[1] - range[0]) / wanted;
  const step = TIME_STEPS.find((each) => each >= least) ?? niceStep(least / DAY) * DAY;
  return multiples(range, least < SECOND ? niceStep(least) : step);
}

/** Ticks of a y axis; on a log scale decades, with 2 and 5 between where there is room. */
export function valueTicks(scale: Scale, range: AxisRange, wanted: number): readonly number[] {
  if (scale === 'linear') return linearTicks(range, wanted);
  const [low, high] = [Math.log10(range[0]), Math.log10(range[1])];
  if (high - low < 1) return linearTicks(range, wanted).filter((value) => value > 0);
  const every = Math.max(1, Math.ceil((high - low) / wanted));
  const factors = (high - low) * 3 <= wanted + 1 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let decade = Math.floor(low / every) * every; decade <= high; decade += every) {
    for (const factor of factors) ticks.push(factor * 10 ** decade);
  }
  return ticks.filter((value) => value >= range[0] && value <= range[1]);
}

/** The smallest of 1, 2, 5 times a power of ten that is no less. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * power >= least * 0.999_999) ?? 10;
  return factor * power;
}

function multiples([from, to]: AxisRange, step: number): readonly number[] {
  const slack = 1e-9;
  const first = Math.ceil(from / step - slack);
  const last = Math.floor(to / step + slack);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => round((first + i) * step));
}

/** Without the dust of floating point: 0.30000000000000004 is 0.3. */
const round = (value: number): number => Number(value.toPrecision(12));
