import type { ArrayData } from '../../../src-shared/domain/array.ts';
import type { MedicalImage } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';
import { checkHolds } from '../size-limit.ts';
import { emptyArray, valuesFrom } from '../stored-values.ts';
import { NPY_HEADER_BYTES, readNpyHeader } from './header.ts';
import type { NpyHeader } from './header.ts';
import { entryBytes, zipEntries } from './zip.ts';
import type { ZipEntry } from './zip.ts';

export function findNpy(source: ByteSource): NpyHeader {
  const header = readNpyHeader(source.read(0, Math.min(NPY_HEADER_BYTES, source.size)));
  checkHolds(header.dataBytes, Math.max(0, source.size - header.dataStart), 'the NumPy header');
  return header;
}

/** The array of a .npy file, with an axis of channels added where it has none. */
export function decodeNpy(source: ByteSource): MedicalImage {
  const header = findNpy(source);
  return imageOf(header, take(source, header.dataStart, header.dataBytes, 'the values of the NumPy array'));
}

function imageOf({ stored, sizes, fortranOrder, shape, dtype }: NpyHeader, bytes: Uint8Array): MedicalImage {
  const values = valuesFrom(bytes, stored, null);
  return { data: fortranOrder ? reversedAxes(values, sizes, emptyArray(dtype, values.length)) : values, shape, dtype, geometry: null };
}

/** Values whose first axis varies fastest, in the order in which the last does. */
function reversedAxes(values: ArrayData, sizes: readonly number[], to: ArrayData): ArrayData {
  const strides = sizes.map((_, axis) => sizes.slice(0, axis).reduce((product, size) => product * size, 1));
  const place = sizes.map(() => 0);
  let from = 0;
  for (let i = 0; i < to.length; i++) {
    to[i] = values[from] as number;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += strides[axis] as number;
      place[axis] = (place[axis] as number) + 1;
      if ((place[axis] as number) < (sizes[axis] as number)) break;
      from -= (strides[axis] as number) * (sizes[axis] as number);
      place[axis] = 0;
    }
  }
  return to;
}

/** Names of the array that is the image, where a file holds several. */
const IMAGE_NAMES: readonly string[] = ['image', 'data', 'arr_0'];

export function findNpz(source: ByteSource, codecs: Pick<Codecs, 'inflateRawStart'>): NpyHeader {
  const entry = imageEntry(source);
  const start = take(source, entry.start, Math.min(entry.packedBytes, 2 * NPY_HEADER_BYTES), 'an array in the NumPy archive');
  const header = readNpyHeader((entry.deflated ? unpackStart(start, codecs) : start).subarray(0, NPY_HEADER_BYTES));
  checkHolds(header.dataStart + header.dataBytes, entry.bytes, 'the NumPy header');
  checkHolds(entry.bytes, entry.packedBytes, 'the NumPy archive', entry.deflated);
  return header;
}

function unpackStart(start: Uint8Array, codecs: Pick<Codecs, 'inflateRawStart'>): Uint8Array {
  try {
    return codecs.inflateRawStart(start);
  } catch (cause) {
    throw new BadImage('expected an undamaged NumPy archive, but an array in it is damaged', { cause });
  }
}

/** The array of a .npz file: its only one, or that which is called image, data or arr_0. */
export function decodeNpz(source: ByteSource, codecs: Pick<Codecs, 'inflateRaw' | 'inflateRawStart' | 'crc32'>): MedicalImage {
  const header = findNpz(source, codecs);
  const bytes = entryBytes(source, imageEntry(source), codecs);
  return imageOf(header, bytes.subarray(header.dataStart, header.dataStart + header.dataBytes));
}

function imageEntry(source: ByteSource): ZipEntry {
  const arrays = zipEntries(source).filter(({ name }) => name.endsWith('.npy'));
  const [only] = arrays;
  if (only && arrays.length === 1) return only;
  const named = IMAGE_NAMES.map((name) => arrays.find((entry) => entry.name === `${name}.npy`)).find((entry) => entry !== undefined);
  if (named) return named;
  const names = arrays.slice(0, 5).map(({ name }) => name.replace(/[.]npy$/, '')).join(', ');
  throw new BadImage(`expected one array in the NumPy archive, or one called image, but found ${arrays.length === 0 ? 'none' : names}`);
}
