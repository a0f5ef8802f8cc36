import { BATCH } from '../../src-shared/lib/row-events.ts';
import type { FoundFiles, IndexEvent } from '../../src-shared/domain/index-event.ts';
import { namesOf } from './file-list.ts';
import type { IndexedFile } from './indexed-file.ts';
import { isRow, rowsOfStretch } from './row-list.ts';
import type { RowStretch } from './row-list.ts';

/** The rows of parts of a list, in their order: those of a part together where no more is known than that they are there. */
export function* partEvents(parts: Iterable<RowStretch | IndexedFile>): Generator<IndexEvent> {
  let whole: IndexedFile[] = [];
  for (const part of parts) {
    const files = isRow(part) ? null : foundFiles(part);
    if (!files) whole.push(...(isRow(part) ? [part] : rowsOfStretch(part)));
    if (whole.length > 0 && (files || whole.length >= BATCH)) {
      yield { kind: 'records', records: whole };
      whole = [];
    }
    if (files) yield files;
  }
  if (whole.length > 0) yield { kind: 'records', records: whole };
}

/** Null of a stretch of which more is known. */
function foundFiles({ files: { folder, sizes, times }, files, shared, hashes }: RowStretch): FoundFiles | null {
  if (hashes !== null || !('label' in shared) || shared.shape !== null) return null;
  const { label, group, side } = shared;
  return { kind: 'found', folder, label, group, side, names: namesOf(files), sizes, times };
}
