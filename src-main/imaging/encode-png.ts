import { encode } from 'fast-png';
import type { Picture } from '../../src-shared/domain/picture.ts';

/** A picture as the bytes of a PNG file. */
export function encodePng({ data, width, height, channels }: Picture): Uint8Array {
  return encode({ data, width, height, channels, depth: 8 });
}
