import { crc32 } from 'node:zlib';
import type { ArrayData, DenseArray, DType } from '../../../src-shared/domain/array.ts';

/** The first bytes of a file, of this version of its layout. */
const MAGIC = 0x64656c31;
/** The magic number, and the check sum of all that follows. */
const HEAD_BYTES = 8;
/** Of the length of the description, with which the body begins. */
const LENGTH_BYTES = 4;

const TYPES = { uint8: Uint8Array, uint16: Uint16Array, int16: Int16Array, int32: Int32Array, float32: Float32Array } as const;

type Description = readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: DType }[];

/** Named arrays as the bytes of a file. */
export function encodeArrays(arrays: Readonly<Record<string, DenseArray>>): Uint8Array {
  const named = Object.entries(arrays);
  const description = Buffer.from(JSON.stringify(named.map(([name, { shape, dtype }]) => ({ name, shape, dtype })) satisfies Description));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(description.length, 0);
  const body = Buffer.concat([length, description, ...named.map(([, { data }]) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))]);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([head, body]);
}

/** What `encodeArrays` was given; null for bytes that are not whole, or of another version. */
export function decodeArrays(bytes: Uint8Array): Readonly<Record<string, DenseArray>> | null {
  if (bytes.length < HEAD_BYTES + LENGTH_BYTES) return null;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, HEAD_BYTES + LENGTH_BYTES);
  const body = bytes.subarray(HEAD_BYTES);
  if (head.readUInt32LE(0) !== MAGIC || crc32(body) !== head.readUInt32LE(4)) return null;
  const described = LENGTH_BYTES + head.readUInt32LE(HEAD_BYTES);
  const description = JSON.parse(Buffer.from(body.subarray(LENGTH_BYTES, described)).toString('utf8')) as Description;
  let at = described;
  const arrays = description.map(({ name, shape, dtype }) => {
    const Type = TYPES[dtype];
    const bytesOfArray = shape.reduce((product, side) => product * side, 1) * Type.BYTES_PER_ELEMENT;
    // Copied: an array begins at a multiple of its elements' size.
    const data: ArrayData = new Type(new Uint8Array(body.subarray(at, (at += bytesOfArray))).buffer);
    return [name, { data, shape, dtype }] as const;
  });
  return Object.fromEntries(arrays);
}
