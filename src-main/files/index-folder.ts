import type { LayoutFinding } from '../../src-shared/domain/dataset.ts';
import type { Arrangement } from './arrangement.ts';
import { detectLayout } from './detect-layout.ts';
import { EarlyRows } from './early-rows.ts';
import { FileList } from './file-list.ts';
import type { IndexEvent, IndexOutcome } from './index-event.ts';
import type { IndexHooks, IndexJob, Patients } from './index-job.ts';
import type { IndexedFile } from './indexed-file.ts';
import { expectParts, partsOf } from './joined-folder.ts';
import { KnownRows } from './known-rows.ts';
import { passMeter } from './pass-meter.ts';
import { isKeyed } from './patient-key.ts';
import { hashPass, headerPass, readPass } from './read-pass.ts';
import { areSameRows, removals, rowChanges } from './row-changes.ts';
import { RowList } from './row-list.ts';
import { isSameSample } from './same-sample.ts';
import { scanSlices } from './scan.ts';
import { readSlices } from './slices.ts';

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
  const { finding, patients } = found;
  let records: RowList | null = found.records;
  for (const pass of [headerPass, hashPass]) {
    records = yield* readPass(records, pass, { ...job, finding, patients }, hooks);
    if (records === null) return 'cancelled';
  }
  return 'ready';
}

interface FoundRows {
  readonly records: RowList;
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
  const { finding, records } = yield* arranged(job, entries, early);
  yield { kind: 'layout', finding };
  // What a manifest or a pattern says of a patient is what the user says.
  const patients = finding.layout === 'manifest' || finding.groupPattern !== undefined ? keepGroup : preferPatient;
  if (early && job.avoid.size === 0 && areSameRows(records, early.rows)) return { records, finding, patients };
  const updated = RowList.from(withKnown(records, job, patients));
  yield* rowChanges(updated, early && early.rows.length > 0 ? new KnownRows(early.rows) : job.known, finding);
  return { records: updated, finding, patients };
}

/** What the whole scan says; where no layout fits, what was told before is taken back. */
function* arranged({ folder, wish }: IndexJob, entries: FileList, early: EarlyRows | null): Generator<IndexEvent, Arrangement> {
  try {
    return detectLayout(folder, entries, wish);
  } catch (error) {
    if (early) yield* removals([], new KnownRows(early.rows).keys());
    throw error;
  }
}

/** @param early tells rows while the scan goes on. */
async function* scanPass(job: IndexJob, early: EarlyRows | null, { signal, at }: IndexHooks): AsyncGenerator<IndexEvent, FileList | null> {
  const entries = new FileList();
  const meter = passMeter('scan', 0, null);
  for await (const slice of scanSlices(job.folder, { signal, onFolder: at, avoid: job.avoid })) {
    entries.append(slice);
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

const keepGroup: Patients = (group, patient) => group ?? patient;
const preferPatient: Patients = (group, patient) => patient ?? group;

/** The rows with what is known of their files, where those have not changed since. */
function* withKnown(records: Iterable<IndexedFile>, job: IndexJob, patients: Patients): Generator<IndexedFile> {
  for (const record of records) yield withKnownOf(record, job, patients);
}

/** Faults are looked into again. */
function withKnownOf(record: IndexedFile, { known, avoid, key }: IndexJob, patients: Patients): IndexedFile {
  const fault = avoid.get(record.path) ?? record.fault;
  const earlier = known.get(record.path);
  if (!earlier || !isSameSample(record, earlier)) return fault === record.fault ? record : { ...record, fault };
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

/** In a text file: those in a manifest are known before anything is read. */
function hasNumbersOfItsOwn({ parts = [] }: IndexedFile): boolean {
  return parts.some(({ array }) => array === 'target');
}
