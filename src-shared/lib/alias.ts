/** 64 bits: two of a million contents share them by chance in one of 37 million datasets. */
const DIGITS = 16;

/**
 * What stands for a sample in all that a run says: the first digits of its
 * contents' hash, so that whoever has the image finds it, and nobody else
 * learns a name.
 *
 * @param twin from 1, of those with equal contents.
 */
export function aliasOf(key: string, twin: number): string {
  return `sample-${key.slice(0, DIGITS)}${twin === 1 ? '' : `-${twin}`}`;
}

/** The digits and the number of an alias; null for all else. */
export function parseAlias(text: string): { readonly digits: string; readonly twin: number } | null {
  const [, digits, twin = '1'] = /^sample-([0-9a-f]{16})(?:-([1-9]\d{0,8}))?$/.exec(text) ?? [];
  return digits === undefined ? null : { digits, twin: Number(twin) };
}

/** What a sample is called in all that is told of it. */
export function nameOf({ alias, path }: { readonly alias?: string | undefined; readonly path: string }): string {
  return alias ?? path;
}
