import type { FoundFiles, IndexEvent, IndexedFile } from '../domain/index-event.ts';
import { isOnlyFound } from './found-files.ts';

/** Rows per event. */
export const BATCH = 1000;

/** Fewer files side by side are told as any other row. */
const LEAST_FOUND = 16;

/** The rows in their order, those of a folder together where no more is known than that they are there. */
export function* rowEvents(rows: Iterable<IndexedFile>): Generator<IndexEvent> {
  let whole: IndexedFile[] = [];
  for (const stretch of stretches(rows)) {
    const [first] = stretch;
    if (first && stretch.length >= LEAST_FOUND && isOnlyFound(first)) {
      if (whole.length > 0) yield { kind: 'records', records: whole };
      whole = [];
      yield found(first, stretch);
      continue;
    }
    whole.push(...stretch);
    if (whole.length < BATCH) continue;
    yield { kind: 'records', records: whole };
    whole = [];
  }
  if (whole.length > 0) yield { kind: 'records', records: whole };
}

/** Neighbours that have all but their names, sizes and times in common, at most a batch of them; any other row alone. */
function* stretches(rows: Iterable<IndexedFile>): Generator<IndexedFile[]> {
  let stretch: IndexedFile[] = [];
  let folder = '';
  for (const row of rows) {
    const isFound = isOnlyFound(row);
    const [first] = stretch;
    if (first && (!isFound || stretch.length === BATCH || !isAlike(first, row) || !isInFolder(row.path, folder))) {
      yield stretch;
      stretch = [];
    }
    if (stretch.length === 0) folder = folderOf(row.path);
    stretch.push(row);
    if (isFound) continue;
    yield stretch;
    stretch = [];
  }
  if (stretch.length > 0) yield stretch;
}

function isAlike(a: IndexedFile, b: IndexedFile): boolean {
  return a.label === b.label && a.group === b.group && a.side === b.side;
}

function found({ path, label, group, side }: IndexedFile, rows: readonly IndexedFile[]): FoundFiles {
  const folder = folderOf(path);
  return {
    kind: 'found',
    folder,
    label,
    group,
    side,
    names: rows.map((row) => row.path.slice(folder.length)),
    sizes: rows.map(({ sizeBytes }) => sizeBytes),
    times: rows.map(({ modifiedMs }) => modifiedMs),
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function isInFolder(path: string, folder: string): boolean {
  return path.lastIndexOf('/') + 1 === folder.length && path.startsWith(folder);
}
