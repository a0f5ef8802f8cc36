import type { IndexPass, LayoutFinding } from '../../src-shared/domain/dataset.ts';
import type { MaskRecord, PartRecord } from '../../src-shared/domain/sample.ts';
import { BadImage } from '../imaging/bad-image.ts';
import { checkWhole } from '../imaging/check.ts';
import { readHeader } from '../imaging/header.ts';
import type { ImageHeader } from '../imaging/header.ts';
import { maskValues } from '../imaging/mask.ts';
import { expectSameGrid } from '../imaging/same-grid.ts';
import { breather } from './breather.ts';
import { codecs, decodeMask } from './decode.ts';
import { detectLayout } from './detect-layout.ts';
import type { Arrangement, LayoutWish } from './detect-layout.ts';
import { EarlyRows } from './early-rows.ts';
import { hashFile } from './hash.ts';
import type { IndexEvent, IndexOutcome } from './index-event.ts';
import type { IndexedFile } from './indexed-file.ts';
import { readNumbers } from './numbers.ts';
import { openFile, readWhole } from './open-file.ts';
import type { OpenFile } from './open-file.ts';
import { passMeter } from './pass-meter.ts';
import { reasonOf } from './reason.ts';
import { BATCH, rowEvents } from './row-events.ts';
import { scanSlices } from './scan.ts';
import type { FileEntry } from './scan.ts';

export interface IndexJob {
  readonly folder: string;
  readonly wish: LayoutWish;
  /** The rows that an earlier index gave, by path: what they say of unchanged files is not read again. */
  readonly known: ReadonlyMap<string, IndexedFile>;
  /** Paths that must not be touched again, and why: the fault of their rows. */
  readonly avoid: ReadonlyMap<string, string>;
}

export interface IndexHooks {
  readonly signal: AbortSignal;
  /** Told the path before anything there is touched, and null behind the last, so that whoever supervises knows where an index hangs. */
  at(path: string | null): void;
}

/** How long files are read before messages get their turn. */
const SLICE_MS = 50;

/**
 * Indexes a folder in three passes: names and sizes, headers, hashes.
 *
 * Every row is told when it is new and whenever a pass adds to it; a file that
 * cannot be read is a row with a fault. May be stopped at any moment and begun
 * again with what it told: only what is missing or has changed is read.
 *
 * @throws BadInput if the folder cannot be read, or if no layout fits it.
 */
export async function* indexFolder(job: IndexJob, hooks: IndexHooks): AsyncGenerator<IndexEvent, IndexOutcome> {
  const early = job.known.size === 0 ? new EarlyRows(job.folder, job.wish) : null;
  const entries = yield* scanPass(job, early, hooks);
  if (entries === null) return 'cancelled';
  const { finding, records: found } = yield* arranged(job, entries, early);
  yield { kind: 'layout', finding };
  const records = found.map((record) => withKnown(record, job));
  yield* rowChanges(records, early?.rows ?? [], job.known);
  for (const pass of [headerPass, hashPass]) {
    if (!(yield* readPass(records, pass, finding, job, hooks))) return 'cancelled';
  }
  return 'ready';
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
async function* scanPass(job: IndexJob, early: EarlyRows | null, { signal, at }: IndexHooks): AsyncGenerator<IndexEvent, FileEntry[] | null> {
  const entries: FileEntry[] = [];
  const meter = passMeter('scan', 0, null);
  for await (const slice of scanSlices(job.folder, { signal, onFolder: at, avoid: job.avoid })) {
    for (const entry of slice) entries.push(entry);
    if (early) yield* early.take(entries);
    const progress = meter.step(slice.length);
    if (progress) yield { kind: 'progress', progress };
  }
  at(null);
  return signal.aborted ? null : entries;
}

/** The row with what is known of the file, if that has not changed since; faults are looked into again. */
function withKnown(record: IndexedFile, { known, avoid }: IndexJob): IndexedFile {
  const fault = avoid.get(record.path) ?? record.fault;
  const earlier = known.get(record.path);
  if (!earlier || !isSameSample(record, earlier)) return fault === record.fault ? record : { ...record, fault };
  const { shape, dtype, hash, mask, parts, targets } = earlier;
  return { ...record, shape, dtype, hash, mask, ...(parts && { parts }), ...(targets && hasNumbersOfItsOwn(record) && { targets }), fault };
}

/** Whether none of its files has changed. */
function isSameSample(row: IndexedFile, earlier: IndexedFile): boolean {
  return isSameFile(row, earlier) && isSameMask(row.mask, earlier.mask) && areSameParts(row.parts ?? [], earlier.parts ?? []);
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

/** Whether the scan has nothing to tell of a row: an old fault stands until a pass has looked into it again. */
function isTold(row: IndexedFile, earlier: IndexedFile | undefined): boolean {
  if (!earlier) return false;
  const sameFile = isSameSample(row, earlier) && (row.targets ?? []).join() === (earlier.targets ?? []).join();
  const sameFault = row.fault === earlier.fault || isOpen(row, headerPass) || isOpen(row, hashPass);
  return sameFile && sameFault && row.label === earlier.label && row.group === earlier.group && row.side === earlier.side;
}

/**
 * What the store must be told so that it has these rows.
 *
 * @param told what it was told while the scan went on, in the scan's order.
 * @param known what it had before.
 */
export function* rowChanges(records: readonly IndexedFile[], told: readonly IndexedFile[], known: ReadonlyMap<string, IndexedFile>): Generator<IndexEvent> {
  const before = (record: IndexedFile, i: number) => (told[i]?.path === record.path ? told[i] : known.get(record.path));
  yield* rowEvents(records.filter((record, i) => !isTold(record, before(record, i))));
  yield* removals(records, known.keys());
  if (told.some(({ path }, i) => records[i]?.path !== path)) yield* removals(records, told.map(({ path }) => path));
}

function* removals(records: readonly IndexedFile[], known: Iterable<string>): Generator<IndexEvent> {
  const paths = new Set(records.map(({ path }) => path));
  const gone = [...known].filter((path) => !paths.has(path));
  for (let at = 0; at < gone.length; at += BATCH) yield { kind: 'removed', paths: gone.slice(at, at + BATCH) };
}

/** A pass that opens files: which rows it has something to add to, and what. */
interface ReadPass {
  readonly name: IndexPass;
  lacks(record: IndexedFile): boolean;
  read(record: IndexedFile, files: SampleFiles, finding: LayoutFinding, onPiece: () => void): IndexedFile | Promise<IndexedFile>;
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
  read: (record, files, finding) => withHeader(record, readHeader(files.file, codecs, files.file.place), files, finding),
};

const hashPass: ReadPass = {
  name: 'hash',
  lacks: (record) => record.hash === null,
  read: async (record, files, finding, onPiece) => {
    const { file, mask } = files;
    const header = readHeader(file, codecs, file.place);
    const whole = withHeader(record, header, files, finding);
    const hash = await hashFile(file, header.companions, onPiece);
    checkWhole(file, codecs);
    return { ...whole, hash, mask: whole.mask && mask && { ...whole.mask, ...(await maskContents(whole.mask, mask, onPiece)) } };
  },
};

function withHeader(record: IndexedFile, header: ImageHeader, { mask, parts }: SampleFiles, { targets }: LayoutFinding): IndexedFile {
  if (record.mask && mask) {
    const { path } = record.mask;
    expectSameGrid(header, ofFile(path, () => readHeader(mask, codecs, mask.place)), path);
  }
  return { ...record, shape: header.shape, dtype: header.dtype, ...numbersOf(record, parts, targets ?? []) };
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
async function* readPass(records: IndexedFile[], pass: ReadPass, finding: LayoutFinding, job: IndexJob, hooks: IndexHooks): AsyncGenerator<IndexEvent, boolean> {
  const open = [...records.keys()].filter((i) => isOpen(records[i] as IndexedFile, pass));
  const meter = passMeter(pass.name, records.length - open.length, records.length);
  const breathe = breather(SLICE_MS);
  let batch: IndexedFile[] = [];
  for (const i of open) {
    const record = await readRow(records[i] as IndexedFile, pass, finding, job.folder, hooks);
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

function isOpen(record: IndexedFile, pass: ReadPass): boolean {
  return record.fault === null && pass.lacks(record);
}

async function readRow(record: IndexedFile, pass: ReadPass, finding: LayoutFinding, folder: string, hooks: IndexHooks): Promise<IndexedFile> {
  hooks.at(record.path);
  let current = record;
  const open: OpenFile[] = [];
  try {
    const file = opened(`${folder}/${record.path}`, open);
    const beside = (path: string): OpenFile => ofFile(path, () => opened(`${folder}/${path}`, open));
    const files = { file, mask: record.mask && beside(record.mask.path), parts: (record.parts ?? []).map(({ path }) => beside(path)) };
    current = asItIsNow(record, files);
    return await pass.read(current, files, finding, () => hooks.at(record.path));
  } catch (error) {
    return { ...current, fault: reasonOf(error) };
  } finally {
    for (const file of open) file.close();
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
    ...record,
    ...stampOf(file),
    shape: null,
    dtype: null,
    hash: null,
    mask: known && mask && { path: known.path, ...stampOf(mask), hash: null, values: null },
    ...(record.parts && { parts: record.parts.map((part, i) => ({ ...part, ...(parts[i] && stampOf(parts[i])), hash: null })) }),
  };
  return isSameSample(record, now) ? record : now;
}

function stampOf({ size, modifiedMs }: OpenFile): Pick<IndexedFile, 'sizeBytes' | 'modifiedMs'> {
  return { sizeBytes: size, modifiedMs };
}
