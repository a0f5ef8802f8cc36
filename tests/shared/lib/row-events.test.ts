import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { IndexedFile } from '../../../src-shared/domain/index-event.ts';
import { rowsOf } from '../../../src-shared/lib/found-files.ts';
import { rowEvents } from '../../../src-shared/lib/row-events.ts';

const row = (path: string, change: Partial<IndexedFile> = {}): IndexedFile => ({
  path,
  label: null,
  group: null,
  side: null,
  sizeBytes: path.length,
  modifiedMs: 1,
  shape: null,
  dtype: null,
  hash: null,
  fault: null,
  mask: null,
  ...change,
});
const folder = (name: string, count: number, change: Partial<IndexedFile> = {}) => Array.from({ length: count }, (_, i) => row(`${name}${i}.png`, change));
const told = (rows: readonly IndexedFile[]) => [...rowEvents(rows)].map((event) => [event.kind, rowsOf(event).length]);

describe('the events of rows', () => {
  it('tell files of a folder together, and what is known of more than that row by row', () => {
    expect(told([...folder('a/', 20), ...folder('b/', 30, { label: 'ill' }), row('b/x.png', { label: 'ill', fault: 'broken' }), ...folder('c/', 3)])).toEqual([
      ['found', 20],
      ['found', 30],
      ['records', 4],
    ]);
    expect(told(folder('', 2500))).toEqual([['found', 1000], ['found', 1000], ['found', 500]]);
    expect(told([])).toEqual([]);
  });

  it('never put files of a deeper folder, or with another label, among those of a folder', () => {
    const rows = [...folder('a/', 20), ...folder('a/b/', 20), ...folder('a/', 20, { label: 'x' }), ...folder('a/', 20, { group: 'p1', label: 'x' }), ...folder('a/', 20, { side: 'val' })];
    expect(told(rows)).toEqual(Array(5).fill(['found', 20]));
  });

  it('tell every row as it is and in its order', () => {
    const some = fc.record({
      name: fc.constantFrom('', 'a/', 'a/b/', 'b/'),
      count: fc.integer({ min: 1, max: 40 }),
      change: fc.record({ label: fc.constantFrom(null, 'x'), group: fc.constantFrom(null, 'p'), side: fc.constantFrom(null, 'test' as const), fault: fc.constantFrom(null, null, 'broken'), hash: fc.constantFrom(null, null, '00') }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 6 }), (stretches) => {
        const rows = stretches.flatMap(({ name, count, change }) => folder(name, count, change));
        expect([...rowEvents(rows)].flatMap(rowsOf)).toEqual(rows);
      }),
    );
  });
});
