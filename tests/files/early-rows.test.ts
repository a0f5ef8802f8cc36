import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectLayout } from '../../src-main/files/detect-layout.ts';
import { EarlyRows } from '../../src-main/files/early-rows.ts';
import { FileList } from '../../src-main/files/file-list.ts';
import type { IndexEvent } from '../../src-main/files/index-event.ts';
import { KnownRows } from '../../src-main/files/known-rows.ts';
import { areSameRows, rowChanges } from '../../src-main/files/row-changes.ts';
import type { FileEntry } from '../../src-main/files/file-entry.ts';
import { rowsOf } from '../../src-shared/lib/found-files.ts';
import { temporaryFolder } from './make-tree.ts';

const AUTO = { layout: 'auto', manifest: null } as const;
const file = (path: string): FileEntry => ({ path, sizeBytes: 1, modifiedMs: 2, fault: null });
const folder = (name: string, count: number, ending = '.png') => Array.from({ length: count }, (_, i) => file(`${name}/${String(i).padStart(5, '0')}${ending}`));
const countOf = (events: readonly IndexEvent[]) => events.reduce((sum, event) => sum + rowsOf(event).length, 0);

/** What a store holds after a scan whose entries come by the thousand, what it was told early, and in the end. */
function scanned(found: readonly FileEntry[]) {
  const root = temporaryFolder();
  for (const top of new Set(found.map(({ path }) => path.split('/')[0] ?? ''))) mkdirSync(join(root, top));
  const entries = new FileList();
  const early = new EarlyRows(root, AUTO);
  const first: IndexEvent[] = [];
  for (let at = 0; at < found.length; at += 1000) {
    for (const entry of found.slice(at, at + 1000)) entries.push(entry);
    first.push(...early.take(entries));
  }
  const { records } = detectLayout(root, entries, AUTO);
  const isSame = areSameRows(records, early.rows);
  const last = isSame ? [] : [...rowChanges(records, new KnownRows(early.rows))];
  const rows = new Map(first.flatMap((event) => rowsOf(event)).map((row) => [row.path, row]));
  for (const event of last) {
    for (const row of rowsOf(event)) rows.set(row.path, row);
    if (event.kind === 'removed') for (const path of event.paths) rows.delete(path);
  }
  return { early: countOf(first), last: countOf(last), isSame, rows: [...rows.values()], records: [...records] };
}

const inOrder = <Row extends { readonly path: string }>(rows: readonly Row[]) => [...rows].sort((a, b) => (a.path < b.path ? -1 : 1));

describe('the rows of a large folder', () => {
  it('are told while it is scanned, and not again', () => {
    const { early, last, rows, records } = scanned([...folder('a', 12_000), file('a/notes.doc'), ...folder('b', 12_000), ...folder('c', 10)]);
    expect([early, last]).toEqual([24_010, 0]);
    expect(rows).toEqual(records);
  });

  it('are told once where folders are small', () => {
    const { early, isSame, rows, records } = scanned(['a', 'b'].flatMap((name) => Array.from({ length: 700 }, (_, i) => folder(`${name}/p${i}`, 19)).flat()));
    expect([early, isSame]).toEqual([26_600, true]);
    expect(rows).toEqual(records);
  });

  it('are of the right class while the scan is still in the folders of the first', () => {
    const patients = (name: string) => Array.from({ length: 30 }, (_, i) => folder(`${name}/patient-${i}`, 800)).flat();
    const { early, last, records } = scanned([...patients('ill'), ...patients('well')]);
    expect([early, last, new Set(records.map(({ label }) => label))]).toEqual([48_000, 0, new Set(['ill', 'well'])]);
    const sides = scanned([...patients('train'), ...patients('test')]);
    expect([sides.early, sides.last]).toEqual([48_000, 0]);
  });

  it('are told anew where the whole scan says other than its beginning', () => {
    const wrapped = scanned([...folder('x/w/a', 11_000), ...folder('x/w/b', 11_000), ...folder('x/y', 60)]);
    expect([wrapped.early, wrapped.last, new Set(wrapped.records.map(({ label }) => label))]).toEqual([22_060, 22_060, new Set(['w', 'y'])]);
    expect(inOrder(wrapped.rows)).toEqual(inOrder(wrapped.records));
    const masks = scanned([...folder('a/images', 11_000), ...folder('b/images', 11_000), ...folder('masks/a', 10), ...folder('x/masks', 11_000)]);
    expect(inOrder(masks.rows)).toEqual(inOrder(masks.records));
  });

  it('wait for the whole scan where it is small, holds DICOM files, or shows no classes', () => {
    expect(scanned([...folder('a', 9000), ...folder('b', 9000)]).early).toBe(0);
    expect(scanned([...folder('a', 11_000), ...folder('b', 11_000, '.dcm')]).early).toBe(0);
    expect(scanned([...folder('images', 11_000), ...folder('masks', 11_000)]).early).toBe(0);
  });
});
