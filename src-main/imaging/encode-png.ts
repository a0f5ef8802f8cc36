import { encode } from 'fast-png';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { Picture } from '../../src-shared/domain/picture.ts';

/** A picture as the bytes of a PNG file. */
export function encodePng({ data, width, height, channels }: Picture): Uint8Array {
  return encode({ data, width, height, channels, depth: 8 });
}

/**
 * A mask [height, width, 1] as a PNG with the very numbers: grey of eight bits,
 * of sixteen for uint16, and for int32 colours as `toMask` reads them (65,536
 * red + 256 green + blue).
 */
export function encodeMaskPng({ data, shape }: DenseArray): Uint8Array {
  const [height = 0, width = 0] = shape;
  if (data instanceof Uint8Array) return encode({ data, width, height, channels: 1, depth: 8 });
  if (data instanceof Uint16Array) return encode({ data, width, height, channels: 1, depth: 16 });
  const rgb = new Uint8Array(3 * data.length);
  for (const [i, value] of data.entries()) rgb.set([(value >> 16) & 255, (value >> 8) & 255, value & 255], 3 * i);
  return encode({ data: rgb, width, height, channels: 3, depth: 8 });
}
