/**
 * The classes' names as names of metrics may hold them; their numbers where
 * any is no name or not the only one, because one that is called "2" would be
 * taken for the second.
 */
export function classWords(classes: readonly string[]): readonly string[] {
  const words = classes.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, ''));
  return words.includes('') || new Set(words).size < words.length ? classes.map((_, label) => String(label)) : words;
}
