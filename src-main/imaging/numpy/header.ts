import type { DType } from '../../../src-shared/domain/array.ts';
import { BadImage } from '../bad-image.ts';
import { countValues } from '../size-limit.ts';
import { bytesPerValue, dtypeOf } from '../stored-values.ts';
import type { Stored, StoredType } from '../stored-values.ts';

/** What a .npy file says of its array: NumPy enhancement proposal 1, "The .npy format". */
export interface NpyHeader {
  readonly stored: Stored;
  /** The axes as they are written, before one of channels is added. */
  readonly sizes: readonly number[];
  /** Whether the first axis varies fastest, not the last. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly dataStart: number;
  readonly dataBytes: number;
}

/** Array-protocol type codes without their byte order. */
const TYPES: Readonly<Record<string, StoredType>> = {
  b1: 'uint8', u1: 'uint8', i1: 'int8', u2: 'uint16', i2: 'int16', u4: 'uint32', i4: 'int32', u8: 'uint64', i8: 'int64', f2: 'float16', f4: 'float32', f8: 'float64',
};

/** Longer headers are those of structured types, which are not read. */
export const NPY_HEADER_BYTES = 2048;

/** @param start the first bytes of a .npy file, up to `NPY_HEADER_BYTES`. @throws BadImage if it holds no array that is read. */
export function readNpyHeader(start: Uint8Array): NpyHeader {
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  if (start.length < 12) throw new BadImage(`expected a NumPy header, but the file ends after ${start.length} bytes`);
  const wide = (start[6] as number) >= 2;
  const textStart = wide ? 12 : 10;
  const dataStart = textStart + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataStart > start.length) throw new BadImage(`expected a NumPy header of at most ${start.length} bytes, but found ${dataStart}`);
  const text = String.fromCharCode(...start.subarray(textStart, dataStart));
  const descr = /'descr':\s*'([<>|=])([a-z])(\d+)'/.exec(text);
  const fortranOrder = /'fortran_order':\s*(True|False)/.exec(text);
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(text);
  if (!fortranOrder || !shape || !/'descr'/.test(text)) throw new BadImage('expected descr, fortran_order and shape in the NumPy header, but one is missing');
  const type = descr ? TYPES[`${descr[2] as string}${descr[3] as string}`] : undefined;
  if (type === undefined) throw new BadImage(`expected a NumPy array of whole or real numbers, but found the type ${/'descr':\s*(\S{1,24})/.exec(text)?.[1] ?? 'none'}`);
  const sizes = (shape[1] as string).split(',').map((size) => size.trim().replace('L', '')).filter((size) => size !== '').map(Number);
  const values = countValues(sizes, 'a NumPy array');
  return {
    stored: { type, littleEndian: descr?.[1] !== '>' },
    sizes,
    fortranOrder: fortranOrder[1] === 'True',
    shape: withChannels(sizes),
    dtype: dtypeOf(type, null),
    dataStart,
    dataBytes: values * bytesPerValue(type),
  };
}

/** A last axis of at most this size behind two others is one of channels: grey, RGB or RGBA. */
const MAX_COLOURS = 4;

/** [height, width] and [z, y, x] get one channel; four axes are a volume with channels. */
function withChannels(sizes: readonly number[]): readonly number[] {
  if (sizes.length === 2 || (sizes.length === 3 && (sizes[2] as number) > MAX_COLOURS)) return [...sizes, 1];
  if (sizes.length === 3 || sizes.length === 4) return sizes;
  throw new BadImage(`expected a NumPy array of 2 to 4 axes, but found ${sizes.length}`);
}
