import type { Geometry } from '../../../src-shared/domain/volume.ts';
import { BadImage } from '../bad-image.ts';
import type { ByteSource } from '../byte-source.ts';
import { affineOf, geometryOf } from '../geometry.ts';
import { companion } from '../place.ts';
import type { Place } from '../place.ts';
import { countValues } from '../size-limit.ts';
import { dtypeOf } from '../stored-values.ts';
import type { StoredType } from '../stored-values.ts';
import { lines, numbers } from './lines.ts';
import { checkValues } from './values.ts';
import type { TextHeader } from './values.ts';

/** MetaIO, field ElementType. LONG is 32 bits there, whatever the machine. */
const TYPES: Readonly<Record<string, StoredType>> = {
  MET_UCHAR: 'uint8', MET_CHAR: 'int8', MET_USHORT: 'uint16', MET_SHORT: 'int16', MET_UINT: 'uint32', MET_INT: 'int32',
  MET_ULONG: 'uint32', MET_LONG: 'int32', MET_ULONG_LONG: 'uint64', MET_LONG_LONG: 'int64', MET_FLOAT: 'float32', MET_DOUBLE: 'float64',
};

/**
 * Reads the header of a MetaImage (.mha, or .mhd beside its file of values).
 * Its axes are x first and its world is LPS, as ITK writes it.
 *
 * @throws BadImage if it describes nothing that is read here, or more than there is.
 */
export function readMetaImage(source: ByteSource, place: Place): TextHeader {
  const { fields, end } = readFields(source);
  const field = (...names: readonly string[]): string | undefined => names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const sizes = numbers(field('dimsize') ?? '');
  const axes = Number(field('ndims'));
  if ((axes !== 2 && axes !== 3) || sizes.length !== axes) throw new BadImage(`expected 2 or 3 axes and their DimSize in a MetaImage, but found ${field('ndims') ?? 'none'} and ${JSON.stringify(field('dimsize') ?? '')}`);
  const channels = Number(field('elementnumberofchannels') ?? 1);
  const count = countValues([...sizes, channels], 'a MetaImage');
  const type = TYPES[(field('elementtype') ?? '').toUpperCase().replace(/_ARRAY$/, '')];
  if (type === undefined) throw new BadImage(`expected an ElementType of whole or real numbers in a MetaImage, but found ${field('elementtype') ?? 'none'}`);
  if (isTrue(field('binarydata') ?? 'true') === false) throw new BadImage('expected binary values in a MetaImage, but its BinaryData is False');
  const file = field('elementdatafile') as string;
  if (/^LIST\b|%/.test(file)) throw new BadImage('expected the values of a MetaImage in one file, but found a list of them');
  const companions = file === 'LOCAL' ? [] : [file];
  const skip = Number(field('headersize') ?? 0);
  if (!Number.isInteger(skip) || skip < -1) throw new BadImage(`expected a HeaderSize from -1 in a MetaImage, but found ${field('headersize') ?? ''}`);
  const header: TextHeader = {
    format: 'MetaImage',
    shape: [...[...sizes].reverse(), channels],
    dtype: dtypeOf(type, null),
    geometry: geometryFrom(field, axes),
    companions,
    values: companions[0] === undefined ? source : companion(place, companions[0]),
    stored: { type, littleEndian: !isTrue(field('binarydatabyteordermsb', 'elementbyteordermsb') ?? 'false') },
    encoding: isTrue(field('compresseddata') ?? 'false') ? 'zlib' : 'raw',
    start: skip === -1 ? null : (companions.length === 0 ? end : 0) + skip,
    count,
    planes: 1,
  };
  checkValues(header);
  return header;
}

/** The fields by their names in small letters, and where the line ends that names the values, which is the last. */
function readFields(source: ByteSource): { readonly fields: ReadonlyMap<string, string>; readonly end: number } {
  const fields = new Map<string, string>();
  for (const { text, end } of lines(source)) {
    const equals = text.indexOf('=');
    if (equals === -1) break;
    const name = text.slice(0, equals).trim().toLowerCase();
    fields.set(name, text.slice(equals + 1).trim());
    if (name === 'elementdatafile') return { fields, end };
  }
  throw new BadImage('expected an ElementDataFile at the end of the MetaImage header, but found none');
}

function isTrue(text: string): boolean {
  return /^(t|1)/i.test(text);
}

function geometryFrom(field: (...names: readonly string[]) => string | undefined, axes: number): Geometry | null {
  const written = [field('elementspacing') ?? field('elementsize'), field('offset', 'position', 'origin'), field('transformmatrix', 'orientation', 'rotation')];
  if (written.every((each) => each === undefined)) return null;
  const spacing = numbers(written[0] ?? '1 1 1');
  const origin = numbers(written[1] ?? '0 0 0');
  // Each axis of the file has its direction in a row.
  const matrix = numbers(written[2] ?? (axes === 2 ? '1 0 0 1' : '1 0 0 0 1 0 0 0 1'));
  if (axes === 2) {
    const [a = NaN, b = NaN, c = NaN, d = NaN] = matrix;
    return geometryOf(affineOf('LPS', [...origin.slice(0, 2), 0], [[a, b, 0], [c, d, 0], [0, 0, 1]], [...spacing.slice(0, 2), 1]));
  }
  return geometryOf(affineOf('LPS', origin, [matrix.slice(0, 3), matrix.slice(3, 6), matrix.slice(6, 9)], spacing));
}
