import { BadImage } from '../bad-image.ts';
import { take } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import type { Codecs } from '../codecs.ts';

/** A file within a ZIP archive. */
export interface ZipEntry {
  readonly name: string;
  readonly deflated: boolean;
  /** Where its packed bytes begin in the archive. */
  readonly start: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
}

const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 65_535;
/** More arrays than anybody keeps beside an image. */
const MAX_ENTRIES = 1000;
const SIGNATURES = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 } as const;

/**
 * The files of an archive, by its directory: APPNOTE.TXT 4.3. Archives beyond
 * 4 GiB and encrypted ones are refused.
 */
export function zipEntries(source: ByteSource): ZipEntry[] {
  const tail = take(source, Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES), Math.min(source.size, END_BYTES + MAX_COMMENT_BYTES), 'the directory of the archive');
  const end = endRecord(tail);
  const count = Math.min(end.getUint16(10, true), MAX_ENTRIES);
  const directory = take(source, end.getUint32(16, true), end.getUint32(12, true), 'the directory of the archive');
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { entry, length } = readEntry(source, directory, at);
    entries.push(entry);
    at += length;
  }
  return entries;
}

function endRecord(tail: Uint8Array): DataView {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    const view = new DataView(tail.buffer, tail.byteOffset + at, END_BYTES);
    if (view.getUint32(0, true) === SIGNATURES.end) return view;
  }
  throw new BadImage('expected a whole ZIP archive, but its directory is missing: it was cut off');
}

function readEntry(source: ByteSource, directory: Uint8Array, at: number): { readonly entry: ZipEntry; readonly length: number } {
  if (at + CENTRAL_BYTES > directory.length) throw new BadImage('expected an undamaged ZIP archive, but its directory is too short');
  const view = new DataView(directory.buffer, directory.byteOffset + at, CENTRAL_BYTES);
  if (view.getUint32(0, true) !== SIGNATURES.central) throw new BadImage('expected an undamaged ZIP archive, but its directory is damaged');
  const [flags, method] = [view.getUint16(8, true), view.getUint16(10, true)];
  if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) throw new BadImage('expected stored or deflated files in the ZIP archive, but found encrypted or otherwise packed ones');
  const nameLength = view.getUint16(28, true);
  const name = String.fromCharCode(...directory.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + Math.min(nameLength, 1000)));
  const localAt = view.getUint32(42, true);
  const local = take(source, localAt, LOCAL_BYTES, 'a file in the ZIP archive');
  const localView = new DataView(local.buffer, local.byteOffset, LOCAL_BYTES);
  if (localView.getUint32(0, true) !== SIGNATURES.local) throw new BadImage(`expected a file at byte ${localAt} of the ZIP archive, but found other bytes`);
  const start = localAt + LOCAL_BYTES + localView.getUint16(26, true) + localView.getUint16(28, true);
  return {
    entry: { name, deflated: method === 8, start, packedBytes: view.getUint32(20, true), bytes: view.getUint32(24, true), crc32: view.getUint32(16, true) },
    length: CENTRAL_BYTES + nameLength + view.getUint16(30, true) + view.getUint16(32, true),
  };
}

/** The unpacked bytes of a file, whose check sum fits. */
export function entryBytes(source: ByteSource, entry: ZipEntry, codecs: Pick<Codecs, 'inflateRaw' | 'crc32'>): Uint8Array {
  const packed = take(source, entry.start, entry.packedBytes, 'a file in the ZIP archive');
  const bytes = entry.deflated ? inflate(packed, entry.bytes, codecs) : packed;
  if (bytes.length === entry.bytes && codecs.crc32(bytes, 0) === entry.crc32) return bytes;
  throw new BadImage('expected an undamaged ZIP archive, but the check sum of a file in it does not fit');
}

function inflate(packed: Uint8Array, bytes: number, codecs: Pick<Codecs, 'inflateRaw'>): Uint8Array {
  try {
    return codecs.inflateRaw(packed, bytes);
  } catch (cause) {
    throw new BadImage(`expected a deflated file of ${bytes} bytes in the ZIP archive, but it is damaged`, { cause });
  }
}
