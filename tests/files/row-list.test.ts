import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileList } from '../../src-main/files/file-list.ts';
import type { IndexedFile } from '../../src-main/files/indexed-file.ts';
import { KnownRows } from '../../src-main/files/known-rows.ts';
import { partEvents } from '../../src-main/files/part-events.ts';
import { RowList } from '../../src-main/files/row-list.ts';
import { rowsOf } from '../../src-shared/lib/found-files.ts';

const hash = (i: number) => i.toString(16).padStart(32, '0');
const bare = { label: null, group: null, side: null, shape: null, dtype: null, hash: null, fault: null, mask: null } as const;

/** Files of a folder, of which something is known that is the same for all, or not. */
const stretch = fc.record({
  folder: fc.constantFrom('', 'a/', 'a/b/', 'ü/'),
  count: fc.integer({ min: 1, max: 40 }),
  change: fc.oneof(
    fc.constantFrom<Partial<IndexedFile>>({}, { label: 'ill', side: 'val' }, { group: 'p1' }, { fault: 'broken' }, { targets: [1, 2] }, { mask: { path: 'm', sizeBytes: 1, modifiedMs: 2, hash: null, values: null } }),
    fc.constantFrom<Partial<IndexedFile>>({ shape: [2, 3, 1], dtype: 'uint8', spacingMm: [1, 2, 3], orientation: 'LPS' }, { files: ['a', 'b'] }, { pixels: hash(7) }, { hash: 'not of the usual length' }),
  ),
  hashed: fc.boolean(),
  changing: fc.boolean(),
});

const rowsIn = (stretches: readonly { folder: string; count: number; change: Partial<IndexedFile>; hashed: boolean; changing: boolean }[]): IndexedFile[] => {
  const all = stretches.flatMap(({ folder, count, change, hashed, changing }, n) =>
    Array.from({ length: count }, (_, i) => ({ ...bare, path: `${folder}${n}-${i}.png`, sizeBytes: i, modifiedMs: 1.5e12 + i, ...(hashed && i % 3 > 0 && { hash: hash(i) }), ...(changing && i % 2 > 0 ? {} : change) })),
  );
  return all;
};

describe('rows in columns', () => {
  it('come back as they were and in their order, by place and by path', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 6 }), (stretches) => {
        const rows = rowsIn(stretches);
        const list = RowList.from(rows);
        const known = new KnownRows(list);
        expect([...list]).toEqual(rows);
        expect([list.length, known.size, [...known.keys()]]).toEqual([rows.length, rows.length, rows.map(({ path }) => path)]);
        expect(rows.map(({ path }) => known.get(path))).toEqual(rows);
        expect([known.get('a/none.png'), known.get('nowhere/1.png'), known.get('')]).toEqual([undefined, undefined, undefined]);
        expect([...partEvents(list.parts)].flatMap(rowsOf)).toEqual(rows);
      }),
    );
  });

  it('are more than columns hold at a time', () => {
    const rows = rowsIn([{ folder: 'a/', count: 2500, change: { label: 'ill' }, hashed: true, changing: true }]);
    expect([...RowList.from(rows)]).toEqual(rows);
    expect(new KnownRows(RowList.from(rows)).get('a/0-2400.png')).toEqual(rows[2400]);
  });

  it('are found in any order in the time of a walk, as those of a shuffled manifest are asked for', () => {
    const rows = rowsIn(['a/', 'b/'].map((folder) => ({ folder, count: 40_000, change: {}, hashed: false, changing: false })));
    const known = new KnownRows(RowList.from(rows));
    for (let i = 0; i < 40_000; i++) {
      expect(known.get(`a/0-${i}.png`)?.sizeBytes === i && known.get(`b/1-${i}.png`)?.sizeBytes === i).toBe(true);
    }
  });

  it('share what does not differ: a thousand rows are one part', () => {
    const { parts } = RowList.from(rowsIn([{ folder: 'a/', count: 1000, change: { label: 'ill' }, hashed: true, changing: false }]));
    expect(parts).toMatchObject([{ shared: { label: 'ill' } }]);
  });
});

describe('files in columns', () => {
  it('come back as they were and in their order', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 6 }), (stretches) => {
        const entries = rowsIn(stretches).map(({ path, sizeBytes, modifiedMs, fault }) => ({ path, sizeBytes, modifiedMs, fault }));
        const half = Math.floor(entries.length / 2);
        const list = FileList.from(entries.slice(0, half));
        list.append(FileList.from(entries.slice(half)));
        expect([...list]).toEqual(entries);
        expect(list.length).toBe(entries.length);
      }),
    );
  });
});
