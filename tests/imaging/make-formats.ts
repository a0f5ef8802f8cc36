import { deflateRawSync, deflateSync, crc32, gzipSync } from 'node:zlib';

/** A .npy file with this type code, shape and values. */
export function npy(descr: string, shape: readonly number[], values: Uint8Array, options: { readonly fortran?: boolean; readonly version?: 1 | 2 } = {}): Buffer {
  const version = options.version ?? 1;
  const before = version === 1 ? 10 : 12;
  const text = `{'descr': '${descr}', 'fortran_order': ${options.fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const padded = `${text.padEnd(Math.ceil((before + text.length + 1) / 64) * 64 - before - 1)}\n`;
  const head = Buffer.alloc(before);
  head.write('\x93NUMPY', 'latin1');
  head[6] = version;
  if (version === 1) head.writeUInt16LE(padded.length, 8);
  else head.writeUInt32LE(padded.length, 8);
  return Buffer.concat([head, Buffer.from(padded, 'latin1'), values]);
}

/** A ZIP archive of these files, as NumPy writes .npz. */
export function zip(files: Readonly<Record<string, Uint8Array>>, deflated: boolean): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const packed = deflated ? deflateRawSync(bytes) : Buffer.from(bytes);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(deflated ? 8 : 0, 4);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    centrals.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), Buffer.from([20, 0]), shared, tail, Buffer.from(name)]));
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(centrals.length, 8);
  end.writeUInt16LE(centrals.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}

/** A MetaImage with these fields above its values. */
export function metaImage(fields: Readonly<Record<string, string>>, values: Uint8Array): Buffer {
  const compressed = fields['CompressedData'] === 'True';
  const lines = Object.entries({ ObjectType: 'Image', ...fields, ElementDataFile: fields['ElementDataFile'] ?? 'LOCAL' }).map(([name, value]) => `${name} = ${value}\n`);
  return Buffer.concat([Buffer.from(lines.join('')), compressed ? deflateSync(values) : values]);
}

/** An NRRD file with these fields above its values. */
export function nrrd(fields: Readonly<Record<string, string>>, values: Uint8Array): Buffer {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
  return Buffer.concat([Buffer.from(`NRRD0004\n# made for a test\n${lines.join('')}\n`), fields['encoding'] === 'gzip' ? gzipSync(values) : values]);
}

export interface BmpFields {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly compression?: number;
  /** [red, green, blue] of each entry. */
  readonly palette?: readonly (readonly number[])[];
  readonly masks?: readonly number[];
}

/** A BMP file of these fields and rows. */
export function bmp({ width, height, depth, compression = 0, palette = [], masks = [] }: BmpFields, rows: Uint8Array): Buffer {
  const head = Buffer.alloc(54);
  const body = Buffer.concat([Buffer.from(palette.flatMap(([r = 0, g = 0, b = 0]) => [b, g, r, 0])), Buffer.from(new Uint32Array(masks).buffer)]);
  head.write('BM');
  head.writeUInt32LE(54 + body.length + rows.length, 2);
  head.writeUInt32LE(54 + body.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(depth, 28);
  head.writeUInt32LE(compression, 30);
  head.writeUInt32LE(palette.length, 46);
  return Buffer.concat([head, body, rows]);
}

/** A little-endian DICOM file with explicit types: text as it is, numbers as US, bytes as OW. */
export function dicom(elements: Readonly<Record<string, readonly [string, string | number | Uint8Array]>>, syntax = '1.2.840.10008.1.2.1'): Buffer {
  const written = Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1)).map(([tag, [vr, value]]) => element(tag, vr, value));
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), element('00020010', 'UI', syntax), ...written]);
}

function element(tag: string, vr: string, value: string | number | Uint8Array): Buffer {
  const raw = typeof value === 'number' ? Buffer.from(Uint16Array.of(value).buffer) : Buffer.from(typeof value === 'string' ? Buffer.from(value, 'latin1') : value);
  const even = raw.length % 2 === 0 ? raw : Buffer.concat([raw, Buffer.from(vr === 'UI' || typeof value !== 'string' ? [0] : [32])]);
  const isLong = ['OB', 'OW', 'SQ', 'UN'].includes(vr);
  const head = Buffer.alloc(isLong ? 12 : 8);
  head.writeUInt16LE(parseInt(tag.slice(0, 4), 16), 0);
  head.writeUInt16LE(parseInt(tag.slice(4), 16), 2);
  head.write(vr, 4);
  if (isLong) head.writeUInt32LE(even.length, 8);
  else head.writeUInt16LE(even.length, 6);
  return Buffer.concat([head, even]);
}

/** The elements of a grey image of 16 bits. */
export function greyDicom(rows: number, columns: number, values: Int16Array | Uint16Array): Record<string, readonly [string, string | number | Uint8Array]> {
  return {
    '00080060': ['CS', 'CT'],
    '0020000E': ['UI', '1.2.3'],
    '00200032': ['DS', '-10\\-20\\30'],
    '00200037': ['DS', '1\\0\\0\\0\\1\\0'],
    '00180050': ['DS', '2.5'],
    '00280002': ['US', 1],
    '00280004': ['CS', 'MONOCHROME2'],
    '00280010': ['US', rows],
    '00280011': ['US', columns],
    '00280030': ['DS', '0.75\\0.5'],
    '00280100': ['US', 16],
    '00280101': ['US', 12],
    '00280102': ['US', 11],
    '00280103': ['US', values instanceof Int16Array ? 1 : 0],
    '7FE00010': ['OW', new Uint8Array(values.buffer, values.byteOffset, values.byteLength)],
  };
}
