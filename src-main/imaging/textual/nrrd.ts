import type { Affine, Geometry } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { affineOf, geometryOf } from '../geometry.ts';
import { companion } from '../place.ts';
import type { Place } from '../place.ts';
import { countValues } from '../size-limit.ts';
import { bytesPerValue, dtypeOf } from '../stored-values.ts';
import type { StoredType } from '../stored-values.ts';
import { lines, numbers } from './lines.ts';
import { checkValues } from './values.ts';
import type { TextHeader } from './values.ts';

/** The spellings of field `type`: NRRD 5.1. */
const TYPES: Readonly<Record<string, StoredType>> = Object.fromEntries(
  (
    [
      ['uint8', 'uchar, unsigned char, uint8, uint8_t'],
      ['int8', 'signed char, int8, int8_t'],
      ['uint16', 'ushort, unsigned short, unsigned short int, uint16, uint16_t'],
      ['int16', 'short, short int, signed short, signed short int, int16, int16_t'],
      ['uint32', 'uint, unsigned int, uint32, uint32_t'],
      ['int32', 'int, signed int, int32, int32_t'],
      ['uint64', 'ulonglong, unsigned long long, unsigned long long int, uint64, uint64_t'],
      ['int64', 'longlong, long long, long long int, signed long long, signed long long int, int64, int64_t'],
      ['float32', 'float'],
      ['float64', 'double'],
    ] as const
  ).flatMap(([type, names]) => names.split(', ').map((name) => [name, type])),
);

const ENCODINGS: Readonly<Record<string, TextHeader['encoding']>> = { raw: 'raw', gzip: 'gzip', gz: 'gzip', txt: 'text', text: 'text', ascii: 'text' };

type Fields = ReadonlyMap<string, string>;

/**
 * Reads the header of an NRRD file (.nrrd, or .nhdr beside its file of values).
 * Its axes are the fastest first; one of colours or of time may be the first or the last.
 *
 * @throws BadImage if it describes nothing that is read here, or more than there is.
 */
export function readNrrd(source: ByteSource, place: Place): TextHeader {
  const { fields, end } = readFields(source);
  const sizes = numbers(fields.get('sizes') ?? '');
  const axes = Number(fields.get('dimension'));
  if (!Number.isInteger(axes) || axes < 2 || axes > 4 || sizes.length !== axes) throw new BadImage(`expected 2 to 4 axes and their sizes in an NRRD file, but found ${fields.get('dimension') ?? 'none'} and ${JSON.stringify(fields.get('sizes') ?? '')}`);
  const count = countValues(sizes, 'an NRRD file');
  const type = TYPES[(fields.get('type') ?? '').toLowerCase()];
  if (type === undefined) throw new BadImage(`expected a type of whole or real numbers in an NRRD file, but found ${fields.get('type') ?? 'none'}`);
  const encoding = ENCODINGS[(fields.get('encoding') ?? '').toLowerCase()];
  if (encoding === undefined) throw new BadImage(`expected the encoding raw, gzip or text in an NRRD file, but found ${fields.get('encoding') ?? 'none'}`);
  const endian = fields.get('endian')?.toLowerCase();
  if (bytesPerValue(type) > 1 && encoding !== 'text' && endian !== 'little' && endian !== 'big') throw new BadImage(`expected endian little or big in an NRRD file, but found ${endian ?? 'none'}`);
  const file = fields.get('data file') ?? fields.get('datafile');
  if (file !== undefined && /^LIST\b|%/.test(file)) throw new BadImage('expected the values of an NRRD file in one file, but found a list of them');
  const companions = file === undefined ? [] : [file.replace(/^\.\//, '')];
  const values = companions[0] === undefined ? source : companion(place, companions[0]);
  const channels = channelAxis(fields, axes);
  const spatial = sizes.filter((_, axis) => axis !== channels);
  const header: TextHeader = {
    format: 'NRRD',
    shape: [...[...spatial].reverse(), channels === null ? 1 : (sizes[channels] as number)],
    dtype: dtypeOf(type, null),
    geometry: geometryFrom(fields, axes, channels),
    companions,
    values,
    stored: { type, littleEndian: endian !== 'big' },
    encoding,
    start: startOf(fields, values, companions.length === 0 ? end : 0, encoding),
    count,
    planes: channels === null || channels === 0 ? 1 : (sizes[channels] as number),
  };
  checkValues(header);
  return header;
}

/** The fields by their names in small letters, and where the blank line ends that closes them. */
function readFields(source: ByteSource): { readonly fields: Fields; readonly end: number } {
  const fields = new Map<string, string>();
  let last = 0;
  for (const { text, end } of lines(source)) {
    if (text === '') return { fields, end };
    const field = /^([^:=#]+): (.*)$/.exec(text);
    if (field) fields.set((field[1] as string).trim().toLowerCase(), (field[2] as string).trim());
    last = end;
  }
  // A detached header may end with its last field.
  if (last === source.size && (fields.has('data file') || fields.has('datafile'))) return { fields, end: last };
  throw new BadImage('expected a blank line at the end of the NRRD header, but found none');
}

/** The axis that is none of space: the one that says so, or the first or last of one too many. */
function channelAxis(fields: Fields, axes: number): number | null {
  const kinds = fields.get('kinds')?.toLowerCase().split(/\s+/) ?? [];
  const directions = fields.get('space directions')?.match(/none|\([^)]*\)/gi) ?? [];
  const others = Array.from({ length: axes }, (_, axis) => axis).filter((axis) => {
    const kind = kinds[axis];
    return directions[axis]?.toLowerCase() === 'none' || (kind !== undefined && !['domain', 'space', '???', 'none'].includes(kind));
  });
  const [found] = others;
  if (others.length === 0) return axes === 4 ? 3 : null;
  if (found !== undefined && others.length === 1 && axes > 2 && (found === 0 || found === axes - 1)) return found;
  throw new BadImage(`expected at most one axis of an NRRD file to be none of space, the first or the last, but found ${others.map((axis) => axis + 1).join(', ')} of ${axes}`);
}

/** By `line skip` lines and then `byte skip` bytes; -1 of these means that the values are the last. */
function startOf(fields: Fields, values: ByteSource, from: number, encoding: TextHeader['encoding']): number | null {
  const lineSkip = Number(fields.get('line skip') ?? fields.get('lineskip') ?? 0);
  const byteSkip = Number(fields.get('byte skip') ?? fields.get('byteskip') ?? 0);
  if (!Number.isInteger(lineSkip) || lineSkip < 0 || !Number.isInteger(byteSkip) || byteSkip < -1) throw new BadImage('expected whole numbers as line skip and byte skip of an NRRD file, but found others');
  if (byteSkip === -1 && encoding === 'raw') return null;
  if (encoding === 'gzip' && (byteSkip !== 0 || lineSkip !== 0)) throw new BadImage('expected no line skip and byte skip before compressed values of an NRRD file, but found some');
  let start = from;
  const block = take(values, from, Math.min(2 ** 16, Math.max(0, values.size - from)), 'the values of the NRRD file');
  for (let line = 0; line < lineSkip; line++) {
    const feed = block.indexOf(10, start - from);
    if (feed === -1) throw new BadImage(`expected ${lineSkip} lines to skip in an NRRD file, but found ${line}`);
    start = from + feed + 1;
  }
  return start + Math.max(0, byteSkip);
}

/** x and y of a space that grows to the right and front are RAS; to the left and back LPS. */
const SPACES: Readonly<Record<string, Affine['space'] | 'LAS'>> = {
  'right-anterior-superior': 'RAS', 'ras': 'RAS', 'scanner-xyz': 'LPS', 'left-posterior-superior': 'LPS', 'lps': 'LPS', 'left-anterior-superior': 'LAS', 'las': 'LAS',
};

function geometryFrom(fields: Fields, axes: number, channels: number | null): Geometry | null {
  const space = SPACES[(fields.get('space') ?? '').toLowerCase()];
  const vectors = (fields.get('space directions')?.match(/none|\([^)]*\)/gi) ?? []).filter((text) => text.toLowerCase() !== 'none').map(vector);
  if (space !== undefined && vectors.length === 3 && vectors.every((each) => each.length === 3)) {
    const origin = vector(fields.get('space origin') ?? '(0,0,0)');
    // LAS has but its y against LPS.
    const turned = (values: readonly number[]) => (space === 'LAS' ? values.map((value, i) => (i === 1 ? -value : value)) : values);
    return geometryOf(affineOf(space === 'LAS' ? 'LPS' : space, turned(origin), vectors.map(turned), [1, 1, 1]));
  }
  const spacings = numbers(fields.get('spacings') ?? '').filter((_, axis) => axis !== channels);
  if (spacings.length < 2 || spacings.length !== axes - (channels === null ? 0 : 1)) return null;
  const [dx = 1, dy = 1, dz = 1] = spacings;
  return geometryOf({ ...affineOf('LPS', [0, 0, 0], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [dx, dy, dz]) });
}

function vector(text: string): number[] {
  return numbers(text.replace(/[()]/g, ' '));
}
