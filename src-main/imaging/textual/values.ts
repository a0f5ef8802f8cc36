import type { DType } from '../../../src-shared/domain/array.ts';
import type { Geometry, MedicalImage } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import { gunzip } from '../gzip.ts';
import { checkHolds } from '../size-limit.ts';
import { bytesPerValue, channelsLast, emptyArray, valuesFrom } from '../stored-values.ts';
import type { Stored } from '../stored-values.ts';

/** What a text header says of the values, which lie behind it or in a file of their own. */
export interface TextHeader {
  /** As in "the MetaImage header". */
  readonly format: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly geometry: Geometry | null;
  readonly companions: readonly string[];
  readonly values: ByteSource;
  readonly stored: Stored;
  readonly encoding: 'raw' | 'gzip' | 'zlib' | 'text';
  /** Where the values begin in their file; null where they are its last bytes. */
  readonly start: number | null;
  readonly count: number;
  /** Values per voxel that lie in planes of their own, as the slowest axis. */
  readonly planes: number;
}

/** @throws BadImage if the file cannot hold the values. */
export function checkValues({ values, start, count, stored, encoding, format }: TextHeader): void {
  const held = Math.max(0, values.size - (start ?? 0));
  // A number and the blank behind it.
  const needed = encoding === 'text' ? 2 * count - 1 : count * bytesPerValue(stored.type);
  checkHolds(needed, held, `the ${format} header`, encoding === 'gzip' || encoding === 'zlib');
}

export function decodeValues(header: TextHeader, codecs: Pick<Codecs, 'gunzip' | 'inflate'>): MedicalImage {
  checkValues(header);
  const { shape, dtype, geometry, planes } = header;
  const data = header.encoding === 'text' ? readText(header) : valuesFrom(rawBytes(header, codecs), header.stored, null);
  return { data: channelsLast(data, dtype, planes), shape, dtype, geometry };
}

function rawBytes({ values, start, count, stored, encoding, format }: TextHeader, codecs: Pick<Codecs, 'gunzip' | 'inflate'>): Uint8Array {
  const length = count * bytesPerValue(stored.type);
  if (encoding === 'raw') return take(values, start ?? values.size - length, length, `the values of the ${format} file`);
  const from = start ?? 0;
  const packed = take(values, from, values.size - from, `the values of the ${format} file`);
  if (encoding === 'gzip') return gunzip(packed, length, codecs).subarray(0, length);
  const bytes = inflate(packed, length, codecs);
  if (bytes.length === length) return bytes;
  throw new BadImage(`expected ${length} bytes of values as the ${format} header says, but found ${bytes.length}`);
}

function inflate(packed: Uint8Array, length: number, codecs: Pick<Codecs, 'inflate'>): Uint8Array {
  try {
    return codecs.inflate(packed, length);
  } catch (cause) {
    throw new BadImage(`expected ${length} compressed bytes of values, but they are damaged`, { cause });
  }
}

function readText({ values, start, count, dtype, format }: TextHeader): ReturnType<typeof emptyArray> {
  const from = start ?? 0;
  const bytes = take(values, from, values.size - from, `the values of the ${format} file`);
  const data = emptyArray(dtype, count);
  let found = 0;
  let word = '';
  for (let i = 0; i <= bytes.length && found < count; i++) {
    const byte = bytes[i] ?? 32;
    if (byte > 32 && byte !== 44) {
      word += String.fromCharCode(byte);
      if (word.length > 40) break;
    } else if (word !== '') {
      const value = Number(word);
      if (Number.isNaN(value) && word.toLowerCase() !== 'nan') throw new BadImage(`expected numbers in the ${format} file, but found ${JSON.stringify(word)}`);
      data[found++] = value;
      word = '';
    }
  }
  if (found < count) throw new BadImage(`expected ${count} numbers in the ${format} file, but found ${found}`);
  return data;
}
