import type { FoundFiles, IndexEvent, IndexedFile } from '../domain/index-event.ts';

/** Fields that a file which has only been found does not have yet. A new field of `IndexedFile` belongs here or into `FoundFiles`. */
const LATER: Readonly<Record<Exclude<keyof IndexedFile, 'path' | 'label' | 'group' | 'side' | 'sizeBytes' | 'modifiedMs'>, true>> = {
  shape: true,
  dtype: true,
  hash: true,
  fault: true,
  mask: true,
  targets: true,
  pixels: true,
  parts: true,
  spacingMm: true,
  orientation: true,
  files: true,
};
const LATER_NAMES = Object.keys(LATER) as readonly (keyof typeof LATER)[];

/** Whether `FoundFiles` can tell all of a row. */
export function isOnlyFound(row: IndexedFile): boolean {
  // Asked of each of a million rows: `every` and its function would cost as much again.
  for (const name of LATER_NAMES) if (row[name] !== null && row[name] !== undefined) return false;
  return true;
}

/** The row of one of the files. */
export function foundRow({ folder, label, group, side, names, sizes, times }: FoundFiles, i: number): IndexedFile {
  return { path: `${folder}${names[i] ?? ''}`, label, group, side, sizeBytes: sizes[i] ?? 0, modifiedMs: times[i] ?? 0, shape: null, dtype: null, hash: null, fault: null, mask: null };
}

/** The rows that an event tells, whole. */
export function rowsOf(event: IndexEvent): readonly IndexedFile[] {
  if (event.kind === 'records') return event.records;
  return event.kind === 'found' ? event.names.map((_, i) => foundRow(event, i)) : [];
}
