import { BadImage } from './bad-image.ts';
import type { ByteSource } from './byte-source.ts';

/** Where the bytes of an image come from, for formats that keep their values in a second file. */
export interface Place {
  /** The file's own name, without folders. */
  readonly name: string;
  /** A file in the same folder; null if there is none of this name. */
  beside(name: string): ByteSource | null;
}

/** Of bytes that come from no file. */
export const NOWHERE: Place = { name: '', beside: () => null };

/**
 * The file of values that a header names.
 *
 * @throws BadImage if it is not there, or lies elsewhere.
 */
export function companion(place: Place, name: string): ByteSource {
  if (/[/\\]/.test(name) || name === '..') throw new BadImage(`expected the values in a file beside the header, but found the path ${name}`);
  const source = place.beside(name);
  if (source === null) throw new BadImage(`expected the values beside the header in ${name}, but it is not there`);
  return source;
}
