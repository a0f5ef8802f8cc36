import { posix } from 'node:path';
import { fileLists, nameIn } from '../../src-shared/lib/file-lists.ts';
import type { SampleFiles } from '../../src-shared/schema/reading.ts';
import { MASK_ENDING } from './image-masks.ts';
import { withoutExtension } from './indexed-file.ts';
import type { IndexedFile } from './indexed-file.ts';
import { patientOf } from './patient-name.ts';
import type { FileEntry } from './file-entry.ts';
import { sideOf } from './side-name.ts';

/** Folders that hold the files of one sample each, under the same names. */
export interface PatientFolders {
  /** As the user says it, or as it was found. */
  readonly files: SampleFiles;
  /** Relative to the dataset's folder, in order. */
  readonly folders: readonly string[];
}

/**
 * Folders with the files that the user names: those that hold the first file
 * of `image`; null if there is none.
 */
export function namedFolders(files: SampleFiles, entries: ReadonlyMap<string, FileEntry>): PatientFolders | null {
  const [first] = fileLists(files)['image']?.files ?? [];
  const folders = [...new Set([...entries.keys()].map((path) => posix.dirname(path)))].filter((folder) => first && entries.has(join(folder, nameIn(folder, first.name))));
  return folders.length === 0 ? null : { files, folders: folders.sort() };
}

/**
 * Folders that hold the same files, of which one is a mask by its name: at
 * least two, and at least half of all that hold images; null if there are no
 * such folders. `p1/p1_t1.nii.gz` and `p2/p2_t1.nii.gz` are the same file.
 */
export function findPatientFolders(images: readonly string[]): PatientFolders | null {
  const names = new Map<string, string[]>();
  for (const path of images) {
    const folder = posix.dirname(path);
    const name = posix.basename(path);
    const inFolder = names.get(folder) ?? [];
    if (inFolder.length === 0) names.set(folder, inFolder);
    inFolder.push(folder === '.' ? name : starred(name, posix.basename(folder)));
  }
  const bySet = Map.groupBy(names, ([, each]) => each.sort().join('\0'));
  const [commonest] = [...bySet.values()].sort((a, b) => b.length - a.length);
  const [[, found] = ['', []]] = commonest ?? [];
  const masks = found.filter((name) => MASK_ENDING.test(withoutExtension(name)));
  const [mask] = masks;
  if (!commonest || commonest.length < 2 || 2 * commonest.length < names.size || mask === undefined || masks.length > 1 || found.length < 2) return null;
  return { files: { image: found.filter((name) => name !== mask), label: [mask] }, folders: commonest.map(([folder]) => folder).sort() };
}

/** "12 folders hold one sample each: its image is t1.nii.gz and t2.nii.gz as 2 channels, its mask seg.nii.gz." */
export function foldersInWords({ files, folders }: PatientFolders): string {
  const told = Object.entries(fileLists(files)).map(([array, { files: each }]) => {
    const names = each.map(({ name }) => name);
    const what = array === 'label' ? 'its mask' : array === 'target' ? 'its numbers' : array === 'image' ? 'its image' : array;
    return `${what} is ${names.join(' and ')}${names.length > 1 ? ` as ${names.length} channels` : ''}`;
  });
  return `${folders.length.toLocaleString('en')} ${folders.length === 1 ? 'folder holds' : 'folders hold'} one sample each: ${told.join(', ')}.`;
}

/** One record for each folder; what is not there is its fault. */
export function recordsOfFolders({ files, folders }: PatientFolders, entries: ReadonlyMap<string, FileEntry>): readonly IndexedFile[] {
  const lists = Object.entries(fileLists(files)).flatMap(([array, { files: each }]) => each.map(({ name }) => ({ array, name })));
  return folders.map((folder): IndexedFile => {
    const all = lists.map(({ array, name }) => {
      const path = join(folder, nameIn(folder, name));
      return { array, path, entry: entries.get(path) };
    });
    const path = all.find(({ array }) => array === 'image')?.path ?? folder;
    const mask = all.find(({ array }) => array === 'label');
    const parts = all.filter((each) => each.path !== path && each !== mask).map(({ array, path: each, entry }) => ({ array, path: each, ...stampOf(entry), hash: null }));
    const missing = all.find(({ entry }) => entry === undefined || entry.fault !== null);
    return {
      ...{ path, label: null, group: patientOf(path) ?? (folder === '.' ? null : folder), side: sideOf(path), ...stampOf(entries.get(path)), shape: null, dtype: null, hash: null },
      fault: missing ? (missing.entry?.fault ?? `expected ${missing.path} beside it, but found none`) : null,
      mask: mask ? { path: mask.path, ...stampOf(mask.entry), hash: null, values: null } : null,
      ...(parts.length > 0 && { parts }),
    };
  });
}

/** "p1_t1.nii.gz" in p1/ → "*_t1.nii.gz" */
function starred(name: string, folder: string): string {
  return name.startsWith(folder) ? `*${name.slice(folder.length)}` : name;
}

function join(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}

function stampOf(entry: FileEntry | undefined): Pick<IndexedFile, 'sizeBytes' | 'modifiedMs'> {
  return { sizeBytes: entry?.sizeBytes ?? 0, modifiedMs: entry?.modifiedMs ?? 0 };
}
