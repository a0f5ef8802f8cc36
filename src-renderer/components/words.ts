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

/** A long path with its middle left out, so that where it begins and what it names both stay. */
export function cutInMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.ceil((most - 1) * 0.6);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(-tail)}`;
}
