import type { IndexProgress } from '../../src-shared/domain/dataset.ts';
import { readDicomHeader } from '../imaging/dicom/header.ts';
import type { ByteSource } from '../imaging/byte-source.ts';
import { BadImage } from '../imaging/bad-image.ts';
import { breather } from './breather.ts';
import { codecs } from './decode.ts';
import { FileList, isEntry, namesOf } from './file-list.ts';
import type { FolderFiles } from './file-list.ts';
import { isImageName } from './indexed-file.ts';
import { openFile } from './open-file.ts';
import { passMeter } from './pass-meter.ts';
import type { PatientKey } from './patient-key.ts';
import { reasonOf, systemWords } from './reason.ts';
import type { FileEntry } from './file-entry.ts';
import type { Slice } from './slice.ts';

/** Names of DICOM files, as far as they have one. */
const DICOM_NAME = /\.(dcm|dicom|ima)$/i;

/** Names of what often lies beside images and is none: not opened to see. Any other name may be a DICOM file's, as `IM00001` and `1.2.840.113619.2`. */
const OTHER_NAME =
  /(^|\/)(dicomdir|readme|licen[cs]e|thumbs\.db)$|\.(txt|md|rst|log|csv|tsv|xlsx?|docx?|pptx?|pdf|rtf|xml|html?|css|js|ts|json|ya?ml|toml|ini|cfg|py|ipynb|m|r|sh|bat|c|cpp|h|java|zip|gz|bz2|xz|7z|rar|tar|tgz|exe|dll|so|db|sqlite|h5|hdf5|mat|pkl|pt|pth|onnx|ckpt|mp4|avi|mov|mkv|gif|svg|eps|heic|img|raw|zraw|bval|bvec|dump|bak|tmp)$/i;

export interface SliceHooks {
  readonly signal: AbortSignal;
  at(path: string | null): void;
  readonly avoid: ReadonlyMap<string, string>;
}

/** How long files are read before messages get their turn. */
const TURN_MS = 50;

/**
 * Reads the headers of the DICOM files among those of a folder, without their
 * pixels, and gives all entries, these with what was found: which files make a
 * series is written in no name. A file whose name may be anything is looked at
 * for the four letters that DICOM files have; other names cost nothing.
 */
export async function* readSlices(root: string, entries: FileList, key: PatientKey | null, hooks: SliceHooks): AsyncGenerator<IndexProgress, FileList> {
  const open = entries.parts.reduce((sum, part) => sum + candidatesIn(part), 0);
  const meter = passMeter('header', 0, open);
  const breathe = breather(TURN_MS);
  if (open === 0) return entries;
  const found = new FileList();
  for (const entry of entries) {
    const slice = isCandidate(entry) ? readSlice(root, entry.path, key, hooks) : null;
    found.push(slice ? { ...entry, slice } : entry);
    if (!isCandidate(entry)) continue;
    const progress = meter.step();
    if (progress) yield progress;
    const pause = breathe();
    if (pause) await pause;
    if (hooks.signal.aborted) break;
  }
  hooks.at(null);
  return found;
}

function candidatesIn(part: FolderFiles | FileEntry): number {
  if (isEntry(part)) return isCandidate(part) ? 1 : 0;
  return namesOf(part).reduce((sum, name) => (mayBeDicom(name) || DICOM_NAME.test(name) ? sum + 1 : sum), 0);
}

/** Whether a file is an image: by its name, or as a DICOM file that has any other. */
export function isImage({ path, slice }: Pick<FileEntry, 'path' | 'slice'>): boolean {
  return slice !== undefined || isImageName(path);
}

function isCandidate({ path, fault }: FileEntry): boolean {
  return fault === null && (DICOM_NAME.test(path) || mayBeDicom(path));
}

export function isDicomName(path: string): boolean {
  return DICOM_NAME.test(path);
}

/** Whether a file whose name may be anything is a DICOM file; what cannot be opened is none. @param path absolute. */
export function isDicomFile(path: string): boolean {
  if (!mayBeDicom(path)) return false;
  try {
    const file = openFile(path);
    try {
      return hasDicomLetters(file);
    } finally {
      file.close();
    }
  } catch (error) {
    if (systemWords(error) !== null || error instanceof BadImage) return false;
    throw error;
  }
}

/** Whether a name tells nothing of what is in a file. */
export function mayBeDicom(path: string): boolean {
  return !isImageName(path) && !OTHER_NAME.test(path);
}

/** Null for a file of another kind. */
function readSlice(root: string, path: string, key: PatientKey | null, { at, avoid }: SliceHooks): Slice | null {
  const avoided = avoid.get(path);
  if (avoided !== undefined) return { header: null, group: null, fault: avoided };
  at(path);
  try {
    const file = openFile(`${root}/${path}`);
    try {
      return !DICOM_NAME.test(path) && !hasDicomLetters(file) ? null : sliceOf(file, key);
    } finally {
      file.close();
    }
  } catch (error) {
    // Of a file that was no image by its name, nothing was promised.
    return DICOM_NAME.test(path) ? { header: null, group: null, fault: reasonOf(error) } : null;
  }
}

export function hasDicomLetters(file: ByteSource): boolean {
  return file.size > 132 && String.fromCharCode(...file.read(128, 4)) === 'DICM';
}

/** Copied: the header itself holds the first block of its file. */
function sliceOf(file: ByteSource, key: PatientKey | null): Slice {
  const { seriesUid, studyUid, patientId, rows, columns, frames, shape, dtype, plane, geometry } = readDicomHeader(file, codecs);
  return { header: { seriesUid, studyUid, rows, columns, frames, shape, dtype, plane, geometry }, group: key?.group({ patientId, studyUid }) ?? null, fault: null };
}
