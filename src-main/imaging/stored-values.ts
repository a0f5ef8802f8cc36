import type { ArrayData, DType } from '../../src-shared/domain/array.ts';
import { BadImage } from './bad-image.ts';

/** Number types that files hold, some of which no array of ours does. */
export type StoredType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'uint64' | 'int64' | 'float16' | 'float32' | 'float64';

export interface Stored {
  readonly type: StoredType;
  readonly littleEndian: boolean;
}

/** A stored value v means v * slope + intercept. */
export interface Scale {
  readonly slope: number;
  readonly intercept: number;
}

interface Traits {
  readonly bytes: number;
  /** What its values become where they are not scaled. */
  readonly dtype: DType;
  /** Smallest and largest value; null for floating point. */
  readonly range: readonly [number, number] | null;
}

const TRAITS: Readonly<Record<StoredType, Traits>> = {
  uint8: { bytes: 1, dtype: 'uint8', range: [0, 255] },
  int8: { bytes: 1, dtype: 'int16', range: [-128, 127] },
  uint16: { bytes: 2, dtype: 'uint16', range: [0, 65_535] },
  int16: { bytes: 2, dtype: 'int16', range: [-32_768, 32_767] },
  // Wider whole numbers are labels and counts, which fit: those that do not are refused when they come.
  uint32: { bytes: 4, dtype: 'int32', range: [0, 2 ** 32 - 1] },
  int32: { bytes: 4, dtype: 'int32', range: [-(2 ** 31), 2 ** 31 - 1] },
  uint64: { bytes: 8, dtype: 'int32', range: [0, 2 ** 64] },
  int64: { bytes: 8, dtype: 'int32', range: [-(2 ** 63), 2 ** 63] },
  float16: { bytes: 2, dtype: 'float32', range: null },
  float32: { bytes: 4, dtype: 'float32', range: null },
  float64: { bytes: 8, dtype: 'float32', range: null },
};

export function bytesPerValue(type: StoredType): number {
  return TRAITS[type].bytes;
}

/**
 * The type that values become: their own, or the narrowest that holds all that
 * a scale can make of them, so that Hounsfield units stay whole numbers.
 *
 * @param range the values that occur, where that is less than the type holds.
 */
export function dtypeOf(type: StoredType, scale: Scale | null, range = TRAITS[type].range): DType {
  if (scale === null) return TRAITS[type].dtype;
  if (range === null || !Number.isInteger(scale.slope) || !Number.isInteger(scale.intercept)) return 'float32';
  const ends = range.map((end) => end * scale.slope + scale.intercept);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  if (low >= 0 && high <= 255) return 'uint8';
  if (low >= -32_768 && high <= 32_767) return 'int16';
  if (low >= 0 && high <= 65_535) return 'uint16';
  return low >= -(2 ** 31) && high < 2 ** 31 ? 'int32' : 'float32';
}

/** Arrays as the machine has them, which is little-endian wherever Node runs. */
const ARRAYS = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
} as const;

export function emptyArray(dtype: DType, length: number): ArrayData {
  return new ARRAYS[dtype](length);
}

/** Whether values may lie where their bytes did, because nobody else has them, as after they were inflated. */
export type BytesUse = 'keep' | 'copy';

/**
 * The numbers that lie in `bytes` one after the other, in an array of the type
 * that `dtypeOf` says.
 *
 * @throws BadImage if a whole number of 32 or 64 bits is too large for int32.
 */
export function valuesFrom(bytes: Uint8Array, stored: Stored, scale: Scale | null, dtype = dtypeOf(stored.type, scale), use: BytesUse = 'copy'): ArrayData {
  const own = ownValues(bytes, stored, use);
  if (scale === null && own instanceof ARRAYS[dtype]) return own;
  const values = emptyArray(dtype, own.length);
  if (scale !== null) {
    const { slope, intercept } = scale;
    for (let i = 0; i < own.length; i++) values[i] = Number(own[i]) * slope + intercept;
  } else if (dtype === 'int32') narrow(own, values);
  else for (let i = 0; i < own.length; i++) values[i] = own[i] as number;
  return values;
}

type OwnValues = ArrayData | Int8Array | Uint32Array | BigInt64Array | BigUint64Array | Float64Array;

function ownValues(bytes: Uint8Array, { type, littleEndian }: Stored, use: BytesUse): OwnValues {
  const size = TRAITS[type].bytes;
  const whole = bytes.subarray(0, Math.floor(bytes.length / size) * size);
  // A copy is aligned and free to be changed; slice() of Node's Buffer would give none.
  const own = use === 'keep' && whole.byteOffset % size === 0 ? whole : new Uint8Array(whole);
  if (!littleEndian && size > 1) reverseEach(own, size);
  const { buffer, byteOffset } = own;
  const length = own.length / size;
  switch (type) {
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, length);
    case 'int8':
      return new Int8Array(buffer, byteOffset, length);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, length);
    case 'int16':
      return new Int16Array(buffer, byteOffset, length);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, length);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length);
    case 'uint64':
      return new BigUint64Array(buffer, byteOffset, length);
    case 'int64':
      return new BigInt64Array(buffer, byteOffset, length);
    case 'float16':
      return halves(new Uint16Array(buffer, byteOffset, length));
    case 'float32':
      return new Float32Array(buffer, byteOffset, length);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length);
  }
}

function reverseEach(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const byte = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = byte;
    }
  }
}

function narrow(own: OwnValues, values: ArrayData): void {
  for (let i = 0; i < own.length; i++) {
    const value = Number(own[i]);
    if (value >= 2 ** 31 || value < -(2 ** 31)) throw new BadImage(`expected whole numbers that fit into 32 bits, but found ${value}`);
    values[i] = value;
  }
}

/** Half-precision numbers, IEEE 754: one bit of sign, five of exponent, ten of fraction. */
function halves(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** Planes one behind the other, [channel, voxel], as [voxel, channel]. */
export function channelsLast(planes: ArrayData, dtype: DType, channels: number): ArrayData {
  if (channels === 1) return planes;
  const voxels = planes.length / channels;
  const values = emptyArray(dtype, planes.length);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < voxels; i++) values[i * channels + c] = planes[c * voxels + i] as number;
  }
  return values;
}
