import type { SeriesAxis } from '../../src-shared/domain/metric.ts';

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** A value to read, to six digits: "0.03125", "1.2e-5", "NaN". */
export function valueInWords(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return Number(value.toPrecision(6)).toExponential().replace('e+', 'e');
  return size >= 1e6 ? WHOLE.format(value) : String(Number(value.toPrecision(6)));
}

/** A tick of a value axis in at most seven characters: "12.5K", "0.025", "1e-5"; "0.0009" below "0.001", and "9e-4" where all are so small. */
export function tickInWords(value: number, largest = Math.abs(value)): string {
  const size = Math.abs(value);
  if (size !== 0 && size < (largest < 1e-3 ? 1e-3 : 1e-4)) return Number(value.toPrecision(3)).toExponential();
  if (size >= 1e15) return Number(value.toPrecision(3)).toExponential().replace('e+', 'e');
  return size >= 1e4 ? COMPACT.format(value) : String(Number(value.toPrecision(4)));
}

/** A tick of an x axis, without the axis's name; shortened on all ticks where the largest needs it. */
export function axisTickInWords(axis: SeriesAxis, value: number, largest: number): string {
  if (axis === 'time') return clock(value);
  return largest >= 1e4 ? COMPACT.format(value) : WHOLE.format(value);
}

/** A position on an axis: "step 1,203", "epoch 7", "1 h 02 m 05 s". */
export function positionInWords(axis: SeriesAxis, value: number): string {
  return axis === 'time' ? durationInWords(value) : `${axis} ${WHOLE.format(value)}`;
}

/** "12.3 s", "2 m 05 s", "1 h 02 m 05 s", "3 d 4 h 00 m". */
export function durationInWords(ms: number): string {
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  const { days, hours, minutes, seconds } = parts(ms);
  if (days > 0) return `${days} d ${hours} h ${pad(minutes)} m`;
  return hours > 0 ? `${hours} h ${pad(minutes)} m ${pad(seconds)} s` : `${minutes} m ${pad(seconds)} s`;
}

/** "0:30", "12:00", "1:30:00", "2 d 06:00". */
function clock(ms: number): string {
  if (ms % 1000 !== 0) return `${Number((ms / 1000).toFixed(3))} s`;
  const { days, hours, minutes, seconds } = parts(ms);
  if (days > 0) return `${days} d ${pad(hours)}:${pad(minutes)}`;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
}

function parts(ms: number): { days: number; hours: number; minutes: number; seconds: number } {
  const whole = Math.round(ms / 1000);
  return { days: Math.floor(whole / 86_400), hours: Math.floor(whole / 3600) % 24, minutes: Math.floor(whole / 60) % 60, seconds: whole % 60 };
}

const pad = (value: number): string => String(value).padStart(2, '0');
