/** From how many samples to how many; null for any more. */
export type SizeRange = readonly [from: number, to: number | null];

/** The bars of a card: a patient of one image, of some, of a series, of many. */
export const GROUP_SIZES: readonly SizeRange[] = [[1, 1], [2, 5], [6, 20], [21, 100], [101, null]];

export function isWithinRange(size: number, [from, to]: SizeRange): boolean {
  return size >= from && (to === null || size <= to);
}

/** "1 sample", "2 to 5 samples", "more than 100 samples". */
export function sizeRangeInWords([from, to]: SizeRange): string {
  if (to === null) return `more than ${from - 1} samples`;
  if (from === to) return from === 1 ? '1 sample' : `${from} samples`;
  return `${from} to ${to} samples`;
}
