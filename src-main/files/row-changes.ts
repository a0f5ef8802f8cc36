import type { IndexEvent } from './index-event.ts';
import type { IndexedFile } from './indexed-file.ts';
import { headerPass, hashPass, isOpen } from './read-pass.ts';
import type { Wanted } from './read-pass.ts';
import { BATCH, rowEvents } from './row-events.ts';
import { isSameSample } from './same-sample.ts';

/**
 * What the store must be told so that it has these rows.
 *
 * @param told what it was told while the scan went on, in the scan's order.
 * @param known what it had before.
 */
export function* rowChanges(records: readonly IndexedFile[], told: readonly IndexedFile[], known: ReadonlyMap<string, IndexedFile>, finding: Wanted = {}): Generator<IndexEvent> {
  const before = (record: IndexedFile, i: number) => (told[i]?.path === record.path ? told[i] : known.get(record.path));
  yield* rowEvents(records.filter((record, i) => record !== told[i] && !isTold(record, before(record, i), finding)));
  yield* removals(records, known.keys());
  if (told.some((row, i) => records[i] !== row && records[i]?.path !== row.path)) yield* removals(records, told.map(({ path }) => path));
}

/** Whether the scan has nothing to tell of a row: an old fault stands until a pass has looked into it again. */
function isTold(row: IndexedFile, earlier: IndexedFile | undefined, finding: Wanted): boolean {
  if (!earlier) return false;
  if (row === earlier) return true;
  const sameFile = isSameSample(row, earlier) && (row.targets ?? []).join() === (earlier.targets ?? []).join();
  const sameFault = row.fault === earlier.fault || isOpen(row, headerPass, finding) || isOpen(row, hashPass, finding);
  return sameFile && sameFault && row.label === earlier.label && row.group === earlier.group && row.side === earlier.side;
}

/** What the store must be told to forget: the known paths that no record has. */
export function* removals(records: readonly IndexedFile[], known: Iterable<string>): Generator<IndexEvent> {
  const loose = unmatched(records, known);
  if (loose.length === 0) return;
  const paths = new Set(records.map(({ path }) => path));
  const gone = loose.filter((path) => !paths.has(path));
  for (let at = 0; at < gone.length; at += BATCH) yield { kind: 'removed', paths: gone.slice(at, at + BATCH) };
}

/** The paths that do not come up in the order of the records: none where a folder is as it was, and a set of a million paths is not needed. */
function unmatched(records: readonly IndexedFile[], paths: Iterable<string>): string[] {
  const loose: string[] = [];
  let next = 0;
  for (const path of paths) {
    if (records[next]?.path === path) next++;
    else loose.push(path);
  }
  return loose;
}
