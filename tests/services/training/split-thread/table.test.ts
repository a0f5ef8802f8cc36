import { describe, expect, it } from 'vitest';
import { permutation, random } from '../../../../src-shared/lib/random.ts';
import type { SplitRule } from '../../../../src-shared/lib/split.ts';
import { SplitTable } from '../../../../src-main/services/training/split-thread/table.ts';
import type { SplitRow } from '../../../../src-main/store/samples.request.ts';

const RULE: SplitRule = { kind: 'random', validation: 0.2, test: 0.15, folds: 5, fold: 1, stratify: true, groupBy: 'none', seed: 1 };
const CLASSES = [{ label: 'background', value: 0 }, { label: 'liver', value: 1 }, { label: 'tumour', value: 2 }];
const SHOWN = [[0], [0, 1], [0, 2], [0, 1, 2]];

/** Masks of four kinds in sizes whose shares leave equal remainders. */
const rows: readonly SplitRow[] = Array.from({ length: 53 }, (_, i) => ({ key: `key-${i}`, path: `${i}.png`, label: null, group: null, side: null, mask: { path: `${i}-mask.png`, key: `mask-${i}`, values: SHOWN[i % 4] ?? [] } }));

function tableOf(parts: readonly (readonly SplitRow[])[]): SplitTable {
  const table = new SplitTable(CLASSES);
  for (const part of parts) table.add(part);
  return table;
}

describe('masks', () => {
  it('stand on the same sides in whatever order their files were found', () => {
    const pathsOf = (table: SplitTable) => (['train', 'val', 'test'] as const).map((side) => table.samples(RULE, side).map(({ path }) => path));
    const expected = pathsOf(tableOf([rows]));
    for (let seed = 0; seed < 20; seed++) {
      const permuted = [...permutation(rows.length, random(seed, 'sample-order', 0))].map((i) => rows[i] as SplitRow);
      expect(pathsOf(tableOf([permuted.slice(0, 20), permuted.slice(20)]))).toEqual(expected);
    }
  });

  it('count for each class that they show, and for none where a number is ignored', () => {
    const ignoring = rows.slice(0, 2).map((row) => ({ ...row, mask: row.mask && { ...row.mask, values: [-1, ...row.mask.values, 255] } }));
    const { train } = tableOf([ignoring]).counts({ ...RULE, validation: 0, test: 0 });
    expect(train).toEqual({ samples: 2, groups: 0, byClass: [2, 1, 0] });
    expect(Object.keys(train.byClass)).toEqual(['0', '1', '2']);
  });
});
