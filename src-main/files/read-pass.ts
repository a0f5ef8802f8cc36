import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { IndexPass, LayoutFinding } from '../../src-shared/domain/dataset.ts';
import type { MaskRecord, PartRecord } from '../../src-shared/domain/sample.ts';
import { BATCH } from '../../src-shared/lib/row-events.ts';
import { BadImage } from '../imaging/bad-image.ts';
import { checkWhole } from '../imaging/check.ts';
import { readHeader } from '../imaging/header.ts';
import type { ImageHeader } from '../imaging/header.ts';
import { maskValues } from '../imaging/mask.ts';
import { expectSameGrid } from '../imaging/same-grid.ts';
import { breather } from './breather.ts';
import { codecs, decode, decodeMask } from './decode.ts';
import { gridOf } from './dicom-series.ts';
import { contentHash, hashFile, hashFiles } from './hash.ts';
import type { IndexEvent } from './index-event.ts';
import type { IndexHooks, IndexJob, Patients } from './index-job.ts';
import type { IndexedFile } from './indexed-file.ts';
import { readNumbers } from './numbers.ts';
import { openFile, readWhole } from './open-file.ts';
import type { OpenFile } from './open-file.ts';
import { passMeter } from './pass-meter.ts';
import { isKeyed } from './patient-key.ts';
import { reasonOf } from './reason.ts';
import { RowList } from './row-list.ts';
import { isSameFile, isSameSample } from './same-sample.ts';

/** How long files are read before messages get their turn. */
const SLICE_MS = 50;

/** What is to be read of files beyond what always is. */
export type Wanted = Pick<LayoutFinding, 'pixels'>;

/** A pass that opens files: which rows it has something to add to, and what. */
export interface ReadPass {
  readonly name: IndexPass;
  lacks(record: IndexedFile, finding: Wanted): boolean;
  read(record: IndexedFile, files: SampleFiles, job: ReadJob, onPiece: () => void): IndexedFile | Promise<IndexedFile>;
}

export interface ReadJob extends IndexJob {
  readonly finding: LayoutFinding;
  readonly patients: Patients;
}

/** The files of a sample, open. */
interface SampleFiles {
  readonly file: OpenFile;
  /** Where the record has one. */
  readonly mask: OpenFile | null;
  /** In the order of the record's. */
  readonly parts: readonly OpenFile[];
}

export const headerPass: ReadPass = {
  name: 'header',
  lacks: (record) => record.shape === null,
  read: (record, files, job) => withHeader(record, readHeader(files.file, codecs, files.file.place), files, job),
};

export const hashPass: ReadPass = {
  name: 'hash',
  lacks: (record, { pixels }) => record.hash === null || (pixels === true && record.pixels === undefined && record.files === undefined),
  read: async (record, files, job, onPiece) => {
    const { file, mask } = files;
    const header = readHeader(file, codecs, file.place);
    const whole = withHeader(record, header, files, job);
    const hash = await hashFile(file, header.companions, onPiece);
    checkWhole(file, codecs);
    const hashed = await partHashes(whole.parts ?? [], files.parts, onPiece);
    const pixels = job.finding.pixels ? contentHash(...pixelBytes(await decode(readWhole(file), file.place))) : null;
    return { ...whole, hash, ...(pixels !== null && { pixels }), ...(hashed.length > 0 && { parts: hashed }), mask: whole.mask && mask && { ...whole.mask, ...(await maskContents(whole.mask, mask, onPiece)) } };
  },
};

function withHeader(record: IndexedFile, header: ImageHeader, { mask, parts }: SampleFiles, { finding, patients, key }: ReadJob): IndexedFile {
  if (record.mask && mask) {
    const { path } = record.mask;
    expectSameGrid(header, ofFile(path, () => readHeader(mask, codecs, mask.place)), path);
  }
  const patient = header.identity && key ? key.group(header.identity()) : null;
  return { ...record, ...withChannels(header, record, parts), ...gridOf(header.geometry), group: patients(unkeyed(record.group), patient), ...numbersOf(record, parts, finding.targets ?? []) };
}

/** What the layout says of a group, without what an earlier pass found in the file. */
function unkeyed(group: string | null): string | null {
  return group !== null && isKeyed(group) ? null : group;
}

/** Shape and type of the image with the channels that further files add; other files must lie on its grid too. */
function withChannels(header: ImageHeader, { parts = [] }: IndexedFile, files: readonly OpenFile[]): Pick<IndexedFile, 'shape' | 'dtype'> {
  let channels = header.shape.at(-1) ?? 1;
  let { dtype } = header;
  for (const [i, { array, path }] of parts.entries()) {
    const file = files[i];
    if (array === 'target' || !file) continue;
    const found = ofFile(path, () => readHeader(file, codecs, file.place));
    expectSameGrid(header, found, path, array === 'image' ? 'channel' : array);
    if (array !== 'image') continue;
    channels += found.shape.at(-1) ?? 1;
    if (found.dtype !== dtype) dtype = 'float32';
  }
  return { shape: [...header.shape.slice(0, -1), channels], dtype };
}

/** The numbers in the text file of a sample, as many as the dataset has names for. */
function numbersOf({ parts = [] }: IndexedFile, files: readonly OpenFile[], names: readonly string[]): Pick<IndexedFile, 'targets'> {
  const place = parts.findIndex(({ array }) => array === 'target');
  const [part, file] = [parts[place], files[place]];
  if (!part || !file) return {};
  const targets = ofFile(part.path, () => readNumbers(file));
  if (targets.length !== names.length) throw new BadImage(`${part.path}: expected ${names.length === 1 ? 'one number' : `${names.length} numbers`} as in the others, but found ${targets.length}`);
  return { targets };
}

/** What two images of the same pixels have in common, whatever their coding. */
function pixelBytes({ data, shape, dtype }: DenseArray): readonly [Uint8Array, Uint8Array] {
  return [new TextEncoder().encode(JSON.stringify([shape, dtype])), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

/** Further files with their hashes; of text files the index keeps the numbers. */
function partHashes(parts: readonly PartRecord[], files: readonly OpenFile[], onPiece: () => void): Promise<PartRecord[]> {
  return Promise.all(
    parts.map(async (part, i) => {
      const file = files[i];
      if (part.array === 'target' || !file) return part;
      const { companions } = ofFile(part.path, () => readHeader(file, codecs, file.place));
      return { ...part, hash: await hashFile(file, companions, onPiece) };
    }),
  );
}

/** What a mask holds, read as a whole: files of masks are small. */
async function maskContents({ path }: MaskRecord, file: OpenFile, onPiece: () => void): Promise<Pick<MaskRecord, 'hash' | 'values'>> {
  try {
    const { companions } = readHeader(file, codecs, file.place);
    return { hash: await hashFile(file, companions, onPiece), values: maskValues(await decodeMask(readWhole(file), file.place)) };
  } catch (cause) {
    throw new BadImage(`${path}: ${reasonOf(cause)}`, { cause });
  }
}

/** A fault of a mask, or of another file beside the image, names it: the row is called after the image. */
function ofFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new BadImage(`${path}: ${reasonOf(cause)}`, { cause });
  }
}

/** Runs a pass over the rows and gives them with what it found; null if it was stopped. */
export async function* readPass(records: RowList, pass: ReadPass, job: ReadJob, hooks: IndexHooks): AsyncGenerator<IndexEvent, RowList | null> {
  let open = 0;
  for (const record of records) if (isOpen(record, pass, job.finding)) open++;
  const meter = passMeter(pass.name, records.length - open, records.length);
  const breathe = breather(SLICE_MS);
  const done = new RowList();
  let batch: IndexedFile[] = [];
  for (const record of records) {
    if (!isOpen(record, pass, job.finding)) {
      done.push(record);
      continue;
    }
    const read = await readRow(record, pass, job, hooks);
    done.push(read);
    batch.push(read);
    const progress = meter.step();
    if (progress) yield { kind: 'progress', progress };
    if (progress || batch.length === BATCH) {
      yield { kind: 'records', records: batch };
      batch = [];
    }
    const pause = breathe();
    if (pause) await pause;
    if (hooks.signal.aborted) break;
  }
  hooks.at(null);
  if (batch.length > 0) yield { kind: 'records', records: batch };
  yield { kind: 'progress', progress: meter.now() };
  return hooks.signal.aborted ? null : done;
}

/** Whether a pass has something to add to a row. */
export function isOpen(record: IndexedFile, pass: ReadPass, finding: Wanted): boolean {
  return record.fault === null && pass.lacks(record, finding);
}

async function readRow(record: IndexedFile, pass: ReadPass, job: ReadJob, hooks: IndexHooks): Promise<IndexedFile> {
  const { folder } = job;
  const onPiece = () => hooks.at(record.path);
  onPiece();
  if (record.files) return hashOfSeries(record, record.files, folder, onPiece);
  let current = record;
  const open: OpenFile[] = [];
  try {
    const file = opened(`${folder}/${record.path}`, open);
    const beside = (path: string): OpenFile => ofFile(path, () => opened(`${folder}/${path}`, open));
    const files = { file, mask: record.mask && beside(record.mask.path), parts: (record.parts ?? []).map(({ path }) => beside(path)) };
    current = asItIsNow(record, files);
    return await pass.read(current, files, job, onPiece);
  } catch (error) {
    return { ...current, fault: reasonOf(error) };
  } finally {
    for (const file of open) file.close();
  }
}

/** The hash of a series, whose headers have been read. */
async function hashOfSeries(record: IndexedFile, files: readonly string[], folder: string, onPiece: () => void): Promise<IndexedFile> {
  try {
    const { hash, sizeBytes, modifiedMs } = await hashFiles(files.map((path) => `${folder}/${path}`), onPiece);
    if (!isSameFile(record, { sizeBytes, modifiedMs })) throw new BadImage('expected the slices of the series as they were found, but they changed while they were read: index the dataset again');
    return { ...record, hash };
  } catch (error) {
    return { ...record, fault: reasonOf(error) };
  }
}

function opened(path: string, open: OpenFile[]): OpenFile {
  const file = openFile(path);
  open.push(file);
  return file;
}

/** The row of a sample one of whose files changed after the scan is begun anew. */
function asItIsNow(record: IndexedFile, { file, mask, parts }: SampleFiles): IndexedFile {
  const { mask: known } = record;
  const now: IndexedFile = {
    ...withoutGrid(record),
    ...stampOf(file),
    shape: null,
    dtype: null,
    hash: null,
    mask: known && mask && { path: known.path, ...stampOf(mask), hash: null, values: null },
    ...(record.parts && { parts: record.parts.map((part, i) => ({ ...part, ...(parts[i] && stampOf(parts[i])), hash: null })) }),
  };
  return isSameSample(record, now) ? record : now;
}

function withoutGrid(record: IndexedFile): IndexedFile {
  const bare: { -readonly [Field in keyof IndexedFile]: IndexedFile[Field] } = { ...record };
  delete bare.spacingMm;
  delete bare.orientation;
  return bare;
}

function stampOf({ size, modifiedMs }: OpenFile): Pick<IndexedFile, 'sizeBytes' | 'modifiedMs'> {
  return { sizeBytes: size, modifiedMs };
}
