import { BadImage } from '../bad-image.ts';
import type { Codecs } from '../codecs.ts';
import { COMPRESSION } from './header.ts';

/**
 * The bytes of a strip or tile, of which there must be `length`; some encoders
 * fill the last strip up to the `most` that the others have.
 *
 * @throws BadImage if it is damaged or too short.
 */
export function unpack(packed: Uint8Array, length: number, most: number, compression: number, codecs: Pick<Codecs, 'inflate'>): Uint8Array {
  const bytes = unpackAny(packed, length, most, compression, codecs);
  if (bytes.length >= length) return bytes.length === length ? bytes : bytes.subarray(0, length);
  throw new BadImage(`expected ${length} bytes in a strip or tile of the TIFF file, but found ${bytes.length}`);
}

function unpackAny(packed: Uint8Array, length: number, most: number, compression: number, codecs: Pick<Codecs, 'inflate'>): Uint8Array {
  switch (compression) {
    case COMPRESSION.lzw:
      return lzw(packed, length);
    case COMPRESSION.packBits:
      return packBits(packed, length);
    case COMPRESSION.deflate:
    case COMPRESSION.oldDeflate:
      return inflate(packed, most, codecs);
    default:
      // A copy, for predictors work in place.
      return new Uint8Array(packed.subarray(0, length));
  }
}

function inflate(packed: Uint8Array, most: number, codecs: Pick<Codecs, 'inflate'>): Uint8Array {
  try {
    return codecs.inflate(packed, most);
  } catch (cause) {
    throw new BadImage('expected an undamaged strip or tile in the TIFF file, but its deflated bytes are damaged', { cause });
  }
}

/** TIFF 6.0, section 9: a count n from 0 is followed by n + 1 bytes, below 0 by one that comes 1 - n times. */
function packBits(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let to = 0;
  for (let at = 0; at < packed.length && to < length; ) {
    const count = packed[at++] as number;
    if (count === 128) continue;
    if (count < 128) {
      const run = packed.subarray(at, at + Math.min(count + 1, length - to));
      bytes.set(run, to);
      to += run.length;
      at += count + 1;
    } else {
      const end = Math.min(to + 257 - count, length);
      bytes.fill(packed[at++] ?? 0, to, end);
      to = end;
    }
  }
  return bytes.subarray(0, to);
}

const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const CODES = 4096;

/** TIFF 6.0, section 13: codes of 9 to 12 bits, the first in the highest; one wider a code earlier than in GIF. */
function lzw(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  // Each code is the string of another and one byte more.
  const prefix = new Uint16Array(CODES);
  const suffix = new Uint8Array(CODES);
  const lengths = new Uint16Array(CODES);
  for (let code = 0; code < 256; code++) {
    suffix[code] = code;
    lengths[code] = 1;
  }
  let free = FIRST_FREE;
  let width = 9;
  let before = -1;
  let bits = 0;
  let buffer = 0;
  let to = 0;
  for (let at = 0; to < length; ) {
    while (bits < width && at < packed.length) {
      buffer = ((buffer << 8) | (packed[at++] as number)) & 0xffffff;
      bits += 8;
    }
    if (bits < width) break;
    const code = (buffer >> (bits - width)) & ((1 << width) - 1);
    bits -= width;
    if (code === END) break;
    if (code === CLEAR) {
      free = FIRST_FREE;
      width = 9;
      before = -1;
      continue;
    }
    if (code > free || (code === free && before === -1) || (code >= FIRST_FREE && before === -1)) throw new BadImage('expected an undamaged strip or tile in the TIFF file, but its LZW codes are damaged');
    // The string of the code, or of the one before and its own first byte.
    const known = code < free;
    const from = known ? code : before;
    const count = (lengths[from] as number) + (known ? 0 : 1);
    const end = to + count;
    let each = from;
    for (let place = end - (known ? 1 : 2); place >= to; place--) {
      if (place < length) bytes[place] = suffix[each] as number;
      each = prefix[each] as number;
    }
    const first = to < length ? (bytes[to] as number) : 0;
    if (!known && end - 1 < length) bytes[end - 1] = first;
    if (before !== -1 && free < CODES) {
      prefix[free] = before;
      suffix[free] = first;
      lengths[free] = (lengths[before] as number) + 1;
      free++;
    }
    if (free >= 2 ** width - 1 && width < 12) width++;
    before = code;
    to = Math.min(end, length);
  }
  return bytes.subarray(0, to);
}

/** Undoes the differences that are stored instead of values: predictor 2 of whole numbers, 3 of floating point. */
export function unpredict(bytes: Uint8Array, rowBytes: number, bits: number, samples: number, predictor: number, littleEndian: boolean): void {
  if (predictor === 1) return;
  if (predictor !== 2 && predictor !== 3) throw new BadImage(`expected predictor 1, 2 or 3 in a TIFF file, but found ${predictor}`);
  if (bits < 8 || (predictor === 3 && bits < 16)) throw new BadImage(`expected predictor 1 for ${bits} bits in a TIFF file, but found ${predictor}`);
  for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
    const each = bytes.subarray(row, row + rowBytes);
    if (predictor === 2) addLeft(each, bits / 8, samples, littleEndian);
    else gatherFloats(each, bits / 8, samples, littleEndian);
  }
}

function addLeft(row: Uint8Array, size: number, samples: number, littleEndian: boolean): void {
  if (size === 1) {
    for (let i = samples; i < row.length; i++) row[i] = (row[i] as number) + (row[i - samples] as number);
    return;
  }
  const view = new DataView(row.buffer, row.byteOffset, row.length);
  const step = samples * size;
  for (let at = step; at + size <= row.length; at += size) {
    if (size === 2) view.setUint16(at, view.getUint16(at, littleEndian) + view.getUint16(at - step, littleEndian), littleEndian);
    else if (size === 4) view.setUint32(at, view.getUint32(at, littleEndian) + view.getUint32(at - step, littleEndian), littleEndian);
    else view.setBigUint64(at, view.getBigUint64(at, littleEndian) + view.getBigUint64(at - step, littleEndian), littleEndian);
  }
}

/** Adobe technical note 3: differences of bytes, the highest bytes of all numbers first. */
function gatherFloats(row: Uint8Array, size: number, samples: number, littleEndian: boolean): void {
  for (let i = samples; i < row.length; i++) row[i] = (row[i] as number) + (row[i - samples] as number);
  const planes = row.slice();
  const count = row.length / size;
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < size; b++) row[i * size + (littleEndian ? size - 1 - b : b)] = planes[b * count + i] as number;
  }
}
