import type { NamedWeights } from '../../src-shared/domain/train-event.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';

/** What one entry of the header says. */
interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** More is no header; the format's own limit. */
const MOST_HEADER_BYTES = 100_000_000;

/**
 * The arrays of floating-point numbers of a .safetensors file, as float32: the
 * length of a JSON header in 8 bytes, that header, then all values,
 * little-endian and row-major. Arrays of whole numbers, such as counters, are
 * left out: they are no weights.
 *
 * @throws BadInput that names the file and what is wrong with it.
 */
export function decodeSafetensors(bytes: Uint8Array, path: string): NamedWeights[] {
  const bad = (found: string) => new BadInput(`expected a .safetensors file at ${path}, but found ${found}`, { help: 'It may be cut short: copy it again.' });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8) throw bad(`${bytes.byteLength} bytes`);
  const length = Number(view.getBigUint64(0, true));
  if (length > MOST_HEADER_BYTES || 8 + length > bytes.byteLength) throw bad(`a header of ${length} bytes in ${bytes.byteLength}`);
  const header = parseHeader(new TextDecoder().decode(bytes.subarray(8, 8 + length)), bad);
  const data = bytes.subarray(8 + length);
  return Object.entries(header).flatMap(([name, value]) => {
    if (name === '__metadata__') return [];
    if (!isEntry(value)) throw bad(`no type, shape and place of ${name}`);
    const width = WIDTHS[value.dtype];
    if (width === undefined) return [];
    const [from, until] = value.data_offsets;
    const count = value.shape.reduce((product, side) => product * side, 1);
    if (until - from !== count * width || from < 0 || until > data.byteLength) throw bad(`${name} [${value.shape.join(', ')}] at bytes ${from} to ${until} of ${data.byteLength}`);
    return [{ name, array: { data: toFloats(data.subarray(from, until), value.dtype, count), shape: value.shape, dtype: 'float32' as const } }];
  });
}

/** Bytes of a value. */
const WIDTHS: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

function toFloats(bytes: Uint8Array, dtype: string, count: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READERS[dtype] as (view: DataView, place: number) => number;
  return Float32Array.from({ length: count }, (_, place) => read(view, place));
}

const bits = new DataView(new ArrayBuffer(4));

const READERS: Readonly<Record<string, (view: DataView, place: number) => number>> = {
  F64: (view, place) => view.getFloat64(8 * place, true),
  F32: (view, place) => view.getFloat32(4 * place, true),
  F16: (view, place) => halfToFloat(view.getUint16(2 * place, true)),
  // The upper half of a float32.
  BF16: (view, place) => {
    bits.setUint32(0, view.getUint16(2 * place, true) * 2 ** 16);
    return bits.getFloat32(0);
  },
};

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function parseHeader(text: string, bad: (found: string) => BadInput): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw Object.assign(bad('a header that is no JSON'), { cause });
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('dtype' in value && 'shape' in value && 'data_offsets' in value)) return false;
  const isCounts = (list: unknown) => Array.isArray(list) && list.every((each) => Number.isSafeInteger(each) && each >= 0);
  return typeof value.dtype === 'string' && isCounts(value.shape) && isCounts(value.data_offsets) && (value.data_offsets as unknown[]).length === 2;
}
