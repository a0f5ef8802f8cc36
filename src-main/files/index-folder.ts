import type { IndexPass } from '../../src-shared/domain/dataset.ts';
import { checkWhole } from '../imaging/check.ts';
import { readHeader } from '../imaging/header.ts';
import type { ImageHeader } from '../imaging/header.ts';
import { breather } from './breather.ts';
import { codecs } from './decode.ts';
import { detectLayout } from './detect-layout.ts';
import type { LayoutWish } from './detect-layout.ts';
import { hashFile } from './hash.ts';
import type { IndexEvent, IndexOutcome } from './index-event.ts';
import type { IndexedFile } from './indexed-file.ts';
import { openFile } from './open-file.ts';
import type { OpenFile } from './open-file.ts';
import { passMeter } from './pass-meter.ts';
import { reasonOf } from './reason.ts';
import { scan } from './scan.ts';
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

/** Rows per event. */
const BATCH = 1000;

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
  const entries = yield* scanPass(job, hooks);
  if (entries === null) return 'cancelled';
  const { finding, records: found } = detectLayout(job.folder, entries, job.wish);
  yield { kind: 'layout', finding };
  const records = found.map((record) => withKnown(record, job));
  yield* batches(records.filter((record) => !isTold(record, job.known.get(record.path))));
  yield* removals(records, job.known);
  for (const pass of [headerPass, hashPass]) {
    if (!(yield* readPass(records, pass, job, hooks))) return 'cancelled';
  }
  return 'ready';
}

async function* scanPass(job: IndexJob, { signal, at }: IndexHooks): AsyncGenerator<IndexEvent, FileEntry[] | null> {
  const entries: FileEntry[] = [];
  const meter = passMeter('scan', 0, null);
  for await (const entry of scan(job.folder, { signal, onFolder: at, avoid: job.avoid })) {
    entries.push(entry);
    const progress = meter.step();
    if (progress) yield { kind: 'progress', progress };
  }
  at(null);
  return signal.aborted ? null : entries;
}

/** The row with what is known of the file, if that has not changed since; faults are looked into again. */
function withKnown(record: IndexedFile, { known, avoid }: IndexJob): IndexedFile {
  const fault = avoid.get(record.path) ?? record.fault;
  const earlier = known.get(record.path);
  if (!earlier || earlier.sizeBytes !== record.sizeBytes || earlier.modifiedMs !== record.modifiedMs) return { ...record, fault };
  return { ...record, shape: earlier.shape, dtype: earlier.dtype, hash: earlier.hash, fault };
}

/** Whether the scan has nothing to tell of a row: an old fault stands until a pass has looked into it again. */
function isTold(row: IndexedFile, earlier: IndexedFile | undefined): boolean {
  if (!earlier) return false;
  const sameFile = row.sizeBytes === earlier.sizeBytes && row.modifiedMs === earlier.modifiedMs;
  const sameFault = row.fault === earlier.fault || isOpen(row, headerPass) || isOpen(row, hashPass);
  return sameFile && sameFault && row.label === earlier.label && row.group === earlier.group && row.side === earlier.side;
}

function* batches(records: readonly IndexedFile[]): Generator<IndexEvent> {
  for (let at = 0; at < records.length; at += BATCH) yield { kind: 'records', records: records.slice(at, at + BATCH) };
}

function* removals(records: readonly IndexedFile[], known: ReadonlyMap<string, IndexedFile>): Generator<IndexEvent> {
  const paths = new Set(records.map(({ path }) => path));
  const gone = [...known.keys()].filter((path) => !paths.has(path));
  for (let at = 0; at < gone.length; at += BATCH) yield { kind: 'removed', paths: gone.slice(at, at + BATCH) };
}

/** A pass that opens files: which rows it has something to add to, and what. */
interface ReadPass {
  readonly name: IndexPass;
  lacks(record: IndexedFile): boolean;
  read(record: IndexedFile, file: OpenFile, onPiece: () => void): IndexedFile | Promise<IndexedFile>;
}

const headerPass: ReadPass = {
  name: 'header',
  lacks: (record) => record.shape === null,
  read: (record, file) => ({ ...record, ...shapeAndType(readHeader(file, codecs, file.place)) }),
};

const hashPass: ReadPass = {
  name: 'hash',
  lacks: (record) => record.hash === null,
  read: async (record, file, onPiece) => {
    const header = readHeader(file, codecs, file.place);
    const hash = await hashFile(file, header.companions, onPiece);
    checkWhole(file, codecs);
    return { ...record, ...shapeAndType(header), hash };
  },
};

function shapeAndType({ shape, dtype }: ImageHeader): Pick<IndexedFile, 'shape' | 'dtype'> {
  return { shape, dtype };
}

/** Runs a pass over the rows, changing them in place; false if it was stopped. */
async function* readPass(records: IndexedFile[], pass: ReadPass, job: IndexJob, hooks: IndexHooks): AsyncGenerator<IndexEvent, boolean> {
  const open = [...records.keys()].filter((i) => isOpen(records[i] as IndexedFile, pass));
  const meter = passMeter(pass.name, records.length - open.length, records.length);
  const breathe = breather(SLICE_MS);
  let batch: IndexedFile[] = [];
  for (const i of open) {
    const record = await readRow(records[i] as IndexedFile, pass, job.folder, hooks);
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

async function readRow(record: IndexedFile, pass: ReadPass, folder: string, hooks: IndexHooks): Promise<IndexedFile> {
  hooks.at(record.path);
  let current = record;
  try {
    const file = openFile(`${folder}/${record.path}`);
    try {
      current = asItIsNow(record, file);
      return await pass.read(current, file, () => hooks.at(record.path));
    } finally {
      file.close();
    }
  } catch (error) {
    return { ...current, fault: reasonOf(error) };
  }
}

/** The row of a file that changed after the scan is begun anew. */
function asItIsNow(record: IndexedFile, file: OpenFile): IndexedFile {
  if (record.sizeBytes === file.size && record.modifiedMs === file.modifiedMs) return record;
  return { ...record, sizeBytes: file.size, modifiedMs: file.modifiedMs, shape: null, dtype: null, hash: null };
}
