import { posix } from 'node:path';
import type { DType } from '../../src-shared/domain/array.ts';
import type { Geometry } from '../../src-shared/domain/volume.ts';
import { orientationLetters } from '../../src-shared/lib/orientation-letters.ts';
import { sortSeries } from '../imaging/dicom/series.ts';
import { countByFolder, findClassFolders, placeIn } from './class-folders.ts';
import type { ClassFolders } from './class-folders.ts';
import type { IndexedFile } from './indexed-file.ts';
import { patientOf } from './patient-name.ts';
import { reasonOf } from './reason.ts';
import type { FileEntry } from './file-entry.ts';
import { sideOf } from './side-name.ts';
import type { Slice } from './slice.ts';

/** A file whose header was read. */
type SliceEntry = FileEntry & { readonly slice: Slice & { readonly header: object } };

/** The DICOM files of a folder as samples: each series a volume, each file that is none of a series by itself. */
export interface SeriesFinding {
  readonly volumes: readonly Volume[];
  readonly single: readonly SliceEntry[];
  /** DICOM files that cannot be read as images. */
  readonly unreadable: readonly FileEntry[];
  /** Null where folders name no classes. */
  readonly classes: ClassFolders | null;
  /** Images of other formats, which are left out. */
  readonly others: number;
}

interface Volume {
  /** Its folder, or its first file where others lie beside it. */
  readonly path: string;
  /** From the foot of the normal on; in the order of their names where they make no volume. */
  readonly files: readonly SliceEntry[];
  readonly shape: readonly number[] | null;
  readonly geometry: Geometry | null;
  readonly fault: string | null;
}

/**
 * Puts DICOM files together by the series that they say they belong to,
 * whatever their folders and names; null where no two make a volume.
 *
 * A file of several frames is a volume by itself, and pictures without a
 * place, as of an X-ray from the front and the side, are one each.
 *
 * @param entries all DICOM files.
 * @param others images of other formats beside them.
 */
export function findSeries(entries: readonly FileEntry[], others: number): SeriesFinding | null {
  const bySeries = new Map<string, SliceEntry[]>();
  const single: SliceEntry[] = [];
  for (const entry of entries.filter(isRead)) {
    const { seriesUid, studyUid, frames, plane } = entry.slice.header;
    const name = `${studyUid}\n${seriesUid}`;
    if (seriesUid === null || seriesUid === '' || frames > 1 || plane === null) single.push(entry);
    else bySeries.set(name, [...(bySeries.get(name) ?? []), entry]);
  }
  for (const [name, files] of bySeries) {
    if (files.length > 1) continue;
    single.push(...files);
    bySeries.delete(name);
  }
  const volumes = volumesOf([...bySeries.values()], entries);
  if (!volumes.some(({ fault }) => fault === null)) return null;
  const unreadable = entries.filter(({ slice }) => typeof slice?.fault === 'string');
  return { volumes, single, unreadable, classes: classesAbove(volumes, single), others };
}

/** Whether most images of a folder are slices of volumes that lie within one class folder each. */
export function areMostlySeries({ volumes, single, others }: SeriesFinding, folders: ClassFolders | null): boolean {
  const slices = volumes.reduce((sum, { files }) => sum + files.length, 0);
  if (slices < single.length + others) return false;
  const whole = volumes.filter(({ files }) => folders === null || new Set(files.map(({ path }) => placeIn(folders, path).label)).size === 1);
  return 2 * whole.length >= volumes.length;
}

/** "3 DICOM series make a volume each, told by the series that each file names." */
export function seriesInWords({ volumes, single, classes, others }: SeriesFinding): string {
  const one = volumes.length === 1;
  const labels = classes === null ? ' Folders above them name no classes.' : ` ${count(classes.classes.length)} folders above them are classes.`;
  const alone = single.length === 0 ? '' : ` DICOM files that are an image each: ${count(single.length)}.`;
  const rest = others === 0 ? '' : ` Images of other formats, which are left out: ${count(others)}.`;
  return `${count(volumes.length)} DICOM series ${one ? 'makes' : 'make'} a volume${one ? '' : ' each'}, told by the series that each file names.${labels}${alone}${rest}`;
}

export function recordsOfSeries({ volumes, single, unreadable, classes }: SeriesFinding): readonly IndexedFile[] {
  const bare = { dtype: null, hash: null, mask: null, shape: null, group: null, fault: null } as const;
  return [
    ...volumes.map(({ path, files, shape, geometry, fault }): IndexedFile => {
      const { fault: outside, ...place } = placeOf(files[0] as SliceEntry, classes);
      return {
        ...bare,
        ...place,
        path,
        group: (files[0] as SliceEntry).slice.group,
        sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        modifiedMs: files.reduce((newest, { modifiedMs }) => Math.max(newest, modifiedMs), 0),
        shape,
        dtype: shape === null ? null : dtypeOf(files),
        fault: fault ?? outside,
        ...gridOf(geometry),
        files: files.map((each) => each.path),
      };
    }),
    ...single.map((entry): IndexedFile => ({ ...bare, ...placeOf(entry, classes), path: entry.path, group: entry.slice.group, sizeBytes: entry.sizeBytes, modifiedMs: entry.modifiedMs })),
    ...unreadable.map(({ path, sizeBytes, modifiedMs, slice }): IndexedFile => ({ ...bare, label: null, side: null, path, sizeBytes, modifiedMs, fault: slice?.fault ?? null })),
  ];
}

/** What the index keeps of a geometry. */
export function gridOf(geometry: Geometry | null): Pick<IndexedFile, 'spacingMm' | 'orientation'> {
  return geometry === null ? {} : { spacingMm: geometry.spacingMm, orientation: orientationLetters(geometry) };
}

function isRead(entry: FileEntry): entry is SliceEntry {
  return entry.slice !== undefined && entry.slice.header !== null;
}

function volumesOf(series: readonly (readonly SliceEntry[])[], entries: readonly FileEntry[]): readonly Volume[] {
  const inFolder = new Map<string, number>();
  for (const { path, slice } of entries) if (slice) inFolder.set(posix.dirname(path), (inFolder.get(posix.dirname(path)) ?? 0) + 1);
  return series.map((files) => {
    const sorted = sortedVolume(files);
    const first = (sorted.files[0] as SliceEntry).path;
    const folder = posix.dirname(first);
    const isAlone = folder !== '.' && inFolder.get(folder) === files.length && files.every(({ path }) => posix.dirname(path) === folder);
    return { ...sorted, path: isAlone ? folder : first };
  });
}

function sortedVolume(files: readonly SliceEntry[]): Omit<Volume, 'path'> {
  try {
    const { files: sorted, shape, geometry } = sortSeries(files.map((entry) => ({ header: entry.slice.header, entry })));
    return { files: sorted.map(({ entry }) => entry), shape, geometry, fault: null };
  } catch (error) {
    return { files, shape: null, geometry: null, fault: reasonOf(error) };
  }
}

/** As `decodeSeries` gives it. */
function dtypeOf(files: readonly SliceEntry[]): DType {
  const [dtype = 'float32', ...others] = new Set(files.map(({ slice }) => slice.header.dtype));
  return others.length === 0 ? dtype : 'float32';
}

/**
 * The folders that name classes; null where the folders above series are
 * patients, studies or whatever else holds one patient each.
 */
function classesAbove(volumes: readonly Volume[], single: readonly SliceEntry[]): ClassFolders | null {
  const samples = [...volumes.map(({ files }) => files[0] as SliceEntry), ...single];
  const folders = findClassFolders(countByFolder(samples.map(({ path }) => path)));
  if (folders === null || folders.classes.some((name) => patientOf(`${name}/`) !== null)) return null;
  const patients = new Map<string, Set<string>>();
  for (const { path, slice } of samples) {
    const { label } = placeIn(folders, path);
    if (label === null) continue;
    const known = patients.get(label) ?? new Set();
    patients.set(label, known.add(slice.group ?? `${slice.header.studyUid}`));
  }
  const several = [...patients.values()].filter(({ size }) => size > 1).length;
  return 2 * several > patients.size ? folders : null;
}

function placeOf({ path }: FileEntry, classes: ClassFolders | null): Pick<IndexedFile, 'label' | 'side' | 'fault'> {
  return classes === null ? { label: null, side: sideOf(path), fault: null } : placeIn(classes, path);
}

function count(number: number): string {
  return number.toLocaleString('en');
}
