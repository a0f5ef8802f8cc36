import type { IndexPass, LayoutFinding } from '../../src-shared/domain/dataset.ts';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { MaskRecord, PartRecord } from '../../src-shared/domain/sample.ts';
import { BadImage } from '../imaging/bad-image.ts';
import { checkWhole } from '../imaging/check.ts';
import { readHeader } from '../imaging/header.ts';
import type { ImageHeader } from '../imaging/header.ts';
import { maskValues } from '../imaging/mask.ts';
import { expectSameGrid } from '../imaging/same-grid.ts';
import type { Arrangement } from './arrangement.ts';
import { breather } from './breather.ts';
import { codecs, decode, decodeMask } from './decode.ts';
import { detectLayout } from './detect-layout.ts';
import type { LayoutWish } from './detect-layout.ts';
import { gridOf } from './dicom-series.ts';
import { EarlyRows } from './early-rows.ts';
import { contentHash, hashFile, hashFiles } from './hash.ts';
import type { IndexEvent, IndexOutcome } from './index-event.ts';
import type { IndexedFile } from './indexed-file.ts';
import { expectParts, partsOf } from './joined-folder.ts';
import { readNumbers } from './numbers.ts';
import { openFile, readWhole } from './open-file.ts';
import type { OpenFile } from './open-file.ts';
import { passMeter } from './pass-meter.ts';
import { isKeyed } from './patient-key.ts';
import type { PatientKey } from './patient-key.ts';
import { reasonOf } from './reason.ts';
import { BATCH, rowEvents } from './row-events.ts';
import { scanSlices } from './scan.ts';
import type { FileEntry } from './scan.ts';
import { readSlices } from './slices.ts';

export interface IndexJob {
  readonly folder: string;
  readonly wish: LayoutWish;
  /** The rows that an earlier index gave, by path: what they say of unchanged files is not read again. */
  readonly known: ReadonlyMap<string, IndexedFile>;
  /** Paths that must not be touched again, and why: the fault of their rows. */
  readonly avoid: ReadonlyMap<string, string>;
  /** Makes groups of patients; null leaves them unknown. */
  readonly key: PatientKey | null;
}

export interface IndexHooks {
  readonly signal: AbortSignal;
  /** Told the path before anything there is touched, and null behind the last, so that whoever supervises knows where an index hangs. */
  at(path: string | null): void;
}

/** How long files are read before messages get their turn. */
const SLICE_MS = 50;

/**
 * Indexes a folder in three passes: names and sizes, headers, hashes. The
 * headers of DICOM files come first, for only they tell which make a series.
 *
 * Every row is told when it is new and whenever a pass adds to it; a file that
 * cannot be read is a row with a fault. May be stopped at any moment and begun
 * again with what it told: only what is missing or has changed is read.
 *
 * @throws BadInput if the folder cannot be read, or if no layout fits it.
 */
export async function* indexFolder(job: IndexJob, hooks: IndexHooks): AsyncGenerator<IndexEvent, IndexOutcome> {
  const found = yield* findRows(job, hooks);
  if (found === null) return 'cancelled';
  const { records, finding, patients } = found;
  for (const pass of [headerPass, hashPass]) {
    if (!(yield* readPass(records, pass, { ...job, finding, patients }, hooks))) return 'cancelled';
  }
  return 'ready';
}

interface FoundRows {
  /** The passes that follow change them in place. */
  readonly records: IndexedFile[];
  readonly finding: LayoutFinding;
  readonly patients: Patients;
}

/** The first pass; what it gathered beside the rows is let go with its end. Null if it was stopped. */
async function* findRows(job: IndexJob, hooks: IndexHooks): AsyncGenerator<IndexEvent, FoundRows | null> {
  expectParts(job.folder);
  // What the first part is made of does not tell what the others are.
  const early = job.known.size === 0 && partsOf(job.folder) === null ? new EarlyRows(job.folder, job.wish) : null;
  const entries = yield* scanPass(job, early, hooks);
  if (entries === null) return null;
  const { finding, records: found } = yield* arranged(job, entries, early);
  yield { kind: 'layout', finding };
  // What a manifest or a pattern says of a patient is what the user says.
  const patients = finding.layout === 'manifest' || finding.groupPattern !== undefined ? keepGroup : preferPatient;
  const records = found.map((record) => withKnown(record, job, patients));
  yield* rowChanges(records, early?.rows ?? [], job.known, finding);
  return { records, finding, patients };
}

/** What the whole scan says; where no layout fits, what was told before is taken back. */
function* arranged({ folder, wish }: IndexJob, entries: readonly FileEntry[], early: EarlyRows | null): Generator<IndexEvent, Arrangement> {
  try {
    return detectLayout(folder, entries, wish);
  } catch (error) {
    yield* removals([], early?.rows.map(({ path }) => path) ?? []);
    throw error;
  }
}

/** @param early tells rows while the scan goes on. */
async function* scanPass(job: IndexJob, early: EarlyRows | null, { signal, at }: IndexHooks): AsyncGenerator<IndexEvent, readonly FileEntry[] | null> {
  const entries: FileEntry[] = [];
  const meter = passMeter('scan', 0, null);
  for await (const slice of scanSlices(job.folder, { signal, onFolder: at, avoid: job.avoid })) {
    for (const entry of slice) entries.push(knownRow(entry, job.known) ?? entry);
    if (early) yield* early.take(entries);
    const progress = meter.step(slice.length);
    if (progress) yield { kind: 'progress', progress };
  }
  at(null);
  if (signal.aborted) return null;
  const slices = readSlices(job.folder, entries, job.key, { signal, at, avoid: job.avoid });
  for (;;) {
    const next = await slices.next();
    if (next.done) return signal.aborted ? null : next.value;
    yield { kind: 'progress', progress: next.value };
  }
}

/**
 * The row of an unchanged file where it says no more than the file itself and
 * class folders do: it stands for the entry and, if no class has changed, for
 * its own new row, so that a million of them are kept once.
 */
function knownRow(entry: FileEntry, known: ReadonlyMap<string, IndexedFile>): IndexedFile | null {
  const row = known.get(entry.path);
  if (!row || row.fault !== entry.fault || !isSameFile(row, entry)) return null;
  const { fault, group, mask, parts, files, targets } = row;
  return fault === null && group === null && mask === null && !parts && !files && !targets ? row : null;
}

/** The group of a sample, from what its layout says and from whom its file names. */
type Patients = (group: string | null, patient: string | null) => string | null;
const keepGroup: Patients = (group, patient) => group ?? patient;
const preferPatient: Patients = (group, patient) => patient ?? group;

/** The row with what is known of the file, if that has not changed since; faults are looked into again. */
function withKnown(record: IndexedFile, { known, avoid, key }: IndexJob, patients: Patients): IndexedFile {
  const fault = avoid.get(record.path) ?? record.fault;
  const earlier = known.get(record.path);
  if (!earlier || earlier === record || !isSameSample(record, earlier)) return fault === record.fault ? record : { ...record, fault };
  const patient = earlier.group !== null && isKeyed(earlier.group) ? earlier.group : null;
  // Of another key, which was lost: patients who are told anew would not meet those of before.
  if (patient !== null && key?.made(patient) !== true) return { ...record, fault };
  const { shape, dtype, hash, mask, parts, targets, pixels, spacingMm, orientation } = earlier;
  return {
    ...record,
    ...{ shape, dtype, hash, mask, fault },
    ...(parts && { parts }),
    ...(pixels !== undefined && { pixels }),
    ...(targets && hasNumbersOfItsOwn(record) && { targets }),
    ...(spacingMm && { spacingMm }),
    ...(orientation !== undefined && { orientation }),
    group: patients(record.group, patient),
  };
}

/** Whether none of its files has changed. */
function isSameSample(row: IndexedFile, earlier: IndexedFile): boolean {
  return isSameFile(row, earlier) && isSameMask(row.mask, earlier.mask) && areSameParts(row.parts ?? [], earlier.parts ?? []) && String(row.files) === String(earlier.files);
}

function areSameParts(parts: readonly PartRecord[], earlier: readonly PartRecord[]): boolean {
  return parts.length === earlier.length && parts.every((part, i) => part.path === earlier[i]?.path && part.array === earlier[i].array && isSameFile(part, earlier[i]));
}

/** In a text file: those in a manifest are known before anything is read. */
function hasNumbersOfItsOwn({ parts = [] }: IndexedFile): boolean {
  return parts.some(({ array }) => array === 'target');
}

function isSameFile(row: Pick<IndexedFile, 'sizeBytes' | 'modifiedMs'>, earlier: Pick<IndexedFile, 'sizeBytes' | 'modifiedMs'>): boolean {
  return row.sizeBytes === earlier.sizeBytes && row.modifiedMs === earlier.modifiedMs;
}

function isSameMask(mask: MaskRecord | null, earlier: MaskRecord | null): boolean {
  return mask === null || earlier === null ? mask === earlier : mask.path === earlier.path && isSameFile(mask, earlier);
}

/** What is to be read of files beyond what always is. */
type Wanted = Pick<LayoutFinding, 'pixels'>;

/** Whether the scan has nothing to tell of a row: an old fault stands until a pass has looked into it again. */
function isTold(row: IndexedFile, earlier: IndexedFile | undefined, finding: Wanted): boolean {
  if (!earlier || row === earlier) return earlier !== undefined;
  const sameFile = isSameSample(row, earlier) && (row.targets ?? []).join() === (earlier.targets ?? []).join();
  const sameFault = row.fault === earlier.fault || isOpen(row, headerPass, finding) || isOpen(row, hashPass, finding);
  return sameFile && sameFault && row.label === earlier.label && row.group === earlier.group && row.side === earlier.side;
}

/**
 * What the store must be told so that it has these rows.
 *
 * @param told what it was told while the scan went on, in the scan's order.
 * @param known what it had before.
 */
export function* rowChanges(records: readonly IndexedFile[], told: readonly IndexedFile[], known: ReadonlyMap<string, IndexedFile>, finding: Wanted = {}): Generator<IndexEvent> {
  const before = (record: IndexedFile, i: number) => (told[i]?.path === record.path ? told[i] : known.get(record.path));
  yield* rowEvents(records.filter((record, i) => record !== told[i] && !isTold(record, before(record, i), finding)));
  yield* removals(records, known.keys());
  if (told.some((row, i) => records[i] !== row && records[i]?.path !== row.path)) yield* removals(records, told.map(({ path }) => path));
}

function* removals(records: readonly IndexedFile[], known: Iterable<string>): Generator<IndexEvent> {
  const loose = unmatched(records, known);
  if (loose.length === 0) return;
  const paths = new Set(records.map(({ path }) => path));
  const gone = loose.filter((path) => !paths.has(path));
  for (let at = 0; at < gone.length; at += BATCH) yield { kind: 'removed', paths: gone.slice(at, at + BATCH) };
}

/** The paths that do not come up in the order of the records: none where a folder is as it was, and a set of a million paths is not needed. */
function unmatched(records: readonly IndexedFile[], paths: Iterable<string>): string[] {
  const loose: string[] = [];
  let next = 0;
  for (const path of paths) {
    if (records[next]?.path === path) next++;
    else loose.push(path);
  }
  return loose;
}

/** A pass that opens files: which rows it has something to add to, and what. */
interface ReadPass {
  readonly name: IndexPass;
  lacks(record: IndexedFile, finding: Wanted): boolean;
  read(record: IndexedFile, files: SampleFiles, job: ReadJob, onPiece: () => void): IndexedFile | Promise<IndexedFile>;
}

interface ReadJob extends IndexJob {
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

const headerPass: ReadPass = {
  name: 'header',
  lacks: (record) => record.shape === null,
  read: (record, files, job) => withHeader(record, readHeader(files.file, codecs, files.file.place), files, job),
};

const hashPass: ReadPass = {
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

/** Runs a pass over the rows, changing them in place; false if it was stopped. */
async function* readPass(records: IndexedFile[], pass: ReadPass, job: ReadJob, hooks: IndexHooks): AsyncGenerator<IndexEvent, boolean> {
  const open = [...records.keys()].filter((i) => isOpen(records[i] as IndexedFile, pass, job.finding));
  const meter = passMeter(pass.name, records.length - open.length, records.length);
  const breathe = breather(SLICE_MS);
  let batch: IndexedFile[] = [];
  for (const i of open) {
    const record = await readRow(records[i] as IndexedFile, pass, job, hooks);
    records[i] = record;
    batch.push(record);
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
  return !hooks.signal.aborted;
}

function isOpen(record: IndexedFile, pass: ReadPass, finding: Wanted): boolean {
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
