/** The entry of a sample number. */
export function entryAt<T>(entries: ArrayLike<T>, index: number): T {
  const entry = entries[index];
  if (entry === undefined) throw new RangeError(`expected a sample number from 0 to ${entries.length - 1}, but found ${index}`);
  return entry;
}
