const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** "1,203", "10K", "1.2M": for badges, where room is short. */
export function countInWords(count: number): string {
  return count < 10_000 ? WHOLE.format(count) : COMPACT.format(count);
}

/** "1 sample", "1,203 samples". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${WHOLE.format(count)} ${count === 1 ? one : many}`;
}

/** "82 %", "< 1 %"; never 0 % for some, nor 100 % for what is not all. */
export function shareInWords(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  if (part === whole) return '100 %';
  const percent = (100 * part) / whole;
  return percent < 1 ? '< 1 %' : `${Math.min(99, Math.round(percent))} %`;
}
