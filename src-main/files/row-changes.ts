import { BATCH, rowEvents } from '../../src-shared/lib/row-events.ts';
import type { IndexEvent } from './index-event.ts';
import type { IndexedFile } from './indexed-file.ts';
import type { Known } from './known-rows.ts';
import { headerPass, hashPass, isOpen } from './read-pass.ts';
import type { Wanted } from './read-pass.ts';
import { isRow } from './row-list.ts';
import type { RowList, RowStretch } from './row-list.ts';
import { isSameSample } from './same-sample.ts';

/** What the store must be told so that it has these rows. @param known what it has before. */
export function* rowChanges(records: RowList, known: Known, finding: Wanted = {}): Generator<IndexEvent> {
  yield* rowEvents(untold(records, known, finding));
  yield* removals(records, known.keys());
}

function* untold(records: RowList, known: Known, finding: Wanted): Generator<IndexedFile> {
  for (const record of records) if (!isTold(record, known.get(record.path), finding)) yield record;
}

/** Whether the scan has nothing to tell of a row: an old fault stands until a pass has looked into it again. */
function isTold(row: IndexedFile, earlier: IndexedFile | undefined, finding: Wanted): boolean {
  if (!earlier) return false;
  const sameFile = isSameSample(row, earlier) && (row.targets ?? []).join() === (earlier.targets ?? []).join();
  const sameFault = row.fault === earlier.fault || isOpen(row, headerPass, finding) || isOpen(row, hashPass, finding);
  return sameFile && sameFault && row.label === earlier.label && row.group === earlier.group && row.side === earlier.side;
}

/** Whether of two lists that were made of the same files one says no more than the other. */
export function areSameRows(rows: RowList, told: RowList): boolean {
  if (rows.length !== told.length) return false;
  if (rows.parts.every((part, i) => isSamePart(part, told.parts[i]))) return true;
  // Small folders may lie in other parts.
  const others = told[Symbol.iterator]();
  for (const row of rows) {
    const other = others.next();
    if (other.done || other.value.path !== row.path || !isTold(row, other.value, {})) return false;
  }
  return true;
}

function isSamePart(a: RowStretch | IndexedFile, b: RowStretch | IndexedFile | undefined): boolean {
  if (b === undefined || isRow(a) || isRow(b)) return JSON.stringify(a) === JSON.stringify(b);
  return a.files === b.files && a.hashes === b.hashes && JSON.stringify(a.shared) === JSON.stringify(b.shared);
}

/** What the store must be told to forget: the known paths that no record has. */
export function* removals(records: Iterable<IndexedFile>, known: Iterable<string>): Generator<IndexEvent> {
  const gone = new Set(unmatched(records, known));
  if (gone.size === 0) return;
  for (const { path } of records) gone.delete(path);
  const paths = [...gone];
  for (let at = 0; at < paths.length; at += BATCH) yield { kind: 'removed', paths: paths.slice(at, at + BATCH) };
}

/** The paths that do not come up in the order of the records: none where a folder is as it was, and a set of a million paths is not needed. */
function* unmatched(records: Iterable<IndexedFile>, paths: Iterable<string>): Generator<string> {
  const rows = records[Symbol.iterator]();
  let next = rows.next();
  for (const path of paths) {
    if (!next.done && next.value.path === path) next = rows.next();
    else yield path;
  }
}
