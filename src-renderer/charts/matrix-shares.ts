import { rowSums } from './class-metrics.ts';

/** Each count as a share of its true class; 0 in the row of a class without samples. */
export function rowShares(counts: readonly number[], classes: number): readonly number[] {
  const sums = rowSums(counts, classes);
  return counts.map((count, i) => {
    const sum = sums[Math.floor(i / classes)] ?? 0;
    return sum > 0 ? count / sum : 0;
  });
}

/** A share in at most four characters: "100%", "7.1%", "<0.1%" is "0%" only for none. */
export function shareInWords(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0%';
  if (percent < 0.1) return '<.1%';
  return percent >= 9.95 ? `${percent > 99.5 && percent < 100 ? 99 : Math.round(percent)}%` : `${percent.toFixed(1)}%`;
}

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

export function countInWords(count: number): string {
  return count < 10_000 ? String(count) : COMPACT.format(count);
}

/**
 * How strongly a cell is coloured, 0 to 100. Mistakes are few: they grow with
 * the root of their share, so that one among thousands is still seen.
 */
export function cellStrength(share: number, right: boolean): number {
  if (share === 0) return 0;
  return Math.round(right ? 10 + 90 * share : 14 + 86 * Math.sqrt(share));
}
