import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SplitRule } from '../../../../src-shared/lib/split.ts';
import { caseName, namesOf, sidesByName } from '../../../../src-shared/lib/split-names.ts';
import { leakWords } from '../../../../src-shared/lib/leak-words.ts';
import { leakProblems } from '../../../../src-main/services/training/leak-problems.ts';
import { readFoldFile, readSplitFile } from '../../../../src-main/services/training/split-file.ts';
import { SplitTable } from '../../../../src-main/services/training/split-thread/table.ts';
import type { SplitTables, SplitTable as ReadTable } from '../../../../src-main/services/training/split-tables.ts';
import { splitFile } from '../../../../src-main/services/training/write-splits.ts';
import type { SplitRow } from '../../../../src-main/store/samples.request.ts';
import { splitSchema } from '../../../../src-shared/schema/experiment/split.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const RULE: SplitRule = { kind: 'random', validation: 0.2, test: 0.2, folds: 3, fold: 1, stratify: false, groupBy: 'none', seed: 1 };
const rows: readonly SplitRow[] = Array.from({ length: 12 }, (_, i) => ({ key: `key-${i}`, path: `imagesTr/case_${i}_0000.nii.gz`, label: 'a', group: `p${i % 4}`, side: null, mask: null }));

function table(): SplitTable {
  const made = new SplitTable([{ label: 'a' }]);
  made.add(rows);
  return made;
}

function written(content: unknown): string {
  const path = join(temporaryFolder(), 'splits_final.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('groups on two sides', () => {
  it('are counted and named where the split parts them, and there are none where it goes by groups', () => {
    expect(table().leaks(RULE)).toEqual({ groups: 4, examples: ['p0', 'p1', 'p2'] });
    expect(table().leaks({ ...RULE, groupBy: 'group' })).toEqual({ groups: 0, examples: [] });
  });

  it('let nothing begin before somebody has typed that this is meant', () => {
    const leaks = { groups: 4, examples: ['p0', 'p1', 'p2'] };
    expect(leakWords(leaks, 'random')).toBe('4 groups on two sides');
    expect(leakProblems(leaks, splitSchema.parse({ confirmLeak: 'yes' }))).toEqual([
      {
        path: 'split.confirmLeak',
        message: 'expected the words "4 groups on two sides", because p0, p1, p2, … stand on more than one side and results would look better than they are, but found "yes": set split.groupBy to group, or type the words if that is meant',
      },
    ]);
    expect(leakProblems(leaks, splitSchema.parse({ confirmLeak: '4 groups on two sides' }))).toEqual([]);
    // Each fold of a k-fold parts other groups.
    expect(leakProblems(leaks, splitSchema.parse({ kind: 'k-fold', confirmLeak: 'groups on two sides' }))).toEqual([]);
    expect(leakProblems({ groups: 0, examples: [] }, splitSchema.parse({}))).toEqual([]);
  });
});

describe('a file of sides', () => {
  it('is read as nnU-Net writes it: names of cases by fold, and all others are left out', () => {
    const path = written([{ train: ['case_0', 'case_1'], val: ['case_2'] }, { train: ['case_2'], val: ['case_0'] }]);
    const lists = readSplitFile(path, 2);
    const counts = table().counts({ ...RULE, kind: 'file', lists });
    expect([counts.train.samples, counts.val.samples, counts.test.samples]).toEqual([1, 1, 0]);
    expect(table().samples({ ...RULE, kind: 'file', lists }, 'train').map(({ key }) => key)).toEqual(['key-2']);
    expect(table().strangeNames({ ...RULE, kind: 'file', lists: { train: ['case_0', 'nobody'], val: [], test: [] } })).toEqual(['nobody']);
  });

  it('may name paths, files with or without their extension, and a test side', () => {
    const lists = { train: ['imagesTr/case_0_0000.nii.gz', 'case_1_0000'], val: ['case_2_0000.nii.gz'], test: ['case_3'] };
    expect(sidesByName(rows.map(({ path }) => path).slice(0, 5), lists)).toEqual({ sides: ['train', 'train', 'val', 'test', null], strange: [] });
    expect(caseName('a/b_0001.nii.gz')).toBe('b');
  });

  it('gives a k-fold its folds: tested on is what it calls val, validation is drawn from the rest', () => {
    const names = Array.from({ length: 9 }, (_, i) => `case_${i}`);
    const path = written([0, 1, 2].map((fold) => ({ train: names.filter((_, i) => i % 3 !== fold), val: names.filter((_, i) => i % 3 === fold) })));
    const folds = [1, 2, 3].map((fold) => table().paths({ ...RULE, kind: 'k-fold', fold, validation: 0.5, lists: readFoldFile(path, { fold, folds: 3 }) }));
    expect(folds.map(({ train, val, test }) => [train.length, val.length, test.length])).toEqual([[3, 3, 3], [3, 3, 3], [3, 3, 3]]);
    expect(folds.flatMap(({ test }) => test.map(caseName)).sort()).toEqual(names);
    expect(folds.every(({ train, val, test }) => new Set([...train, ...val, ...test]).size === 9)).toBe(true);
  });

  it('is refused by a k-fold of another number of folds, and where it tests on a case twice', () => {
    const path = written([{ train: ['a'], val: ['b'] }, { train: ['a'], val: ['b'] }]);
    expect(() => readFoldFile(path, { fold: 1, folds: 5 })).toThrow(`expected split.folds to be 2, as many as ${path} names, but found 5`);
    expect(() => readFoldFile(path, { fold: 1, folds: 2 })).toThrow(`expected each case to be tested on in one fold, but ${path} names b as val of two`);
  });

  it.each([
    ['{"train": ["a"], "val": ["a"]}', 1, 'expected each case on one side, but'],
    ['[{"train": ["a"], "val": []}]', 2, 'expected a fold from 1 to 1, as'],
    ['[{"train": "a"}]', 1, 'expected the names of cases by side in'],
    ['{', 1, 'expected JSON in'],
  ])('is refused where it is wrong: %s', (text, fold, message) => {
    expect(() => readSplitFile(written(text), fold)).toThrow(message);
  });

  it('is written so that nnU-Net tests on each case in one fold, and read back as it was', async () => {
    const made = table();
    const split = splitSchema.parse({ kind: 'k-fold', folds: 3 });
    const tables = { paths: (_: unknown, { fold }: { readonly fold: number }) => Promise.resolve(made.paths({ ...RULE, kind: 'k-fold', fold })) } as unknown as Pick<SplitTables, 'paths'>;
    const { text, folds } = await splitFile({} as ReadTable, split, tables);
    const all = JSON.parse(text) as { readonly train: readonly string[]; readonly val: readonly string[] }[];
    expect(folds).toBe(3);
    expect(all.flatMap(({ val }) => val).sort()).toEqual(rows.map(({ path }) => caseName(path)).sort());
    for (const { train, val } of all) expect([...train, ...val]).toHaveLength(12);
    expect(readSplitFile(written(text), 3)).toEqual({ ...all[2], test: [] });
    expect(namesOf(['a/x.png', 'b/x.png']).get('b/x.png')).toBe('b/x');
  });
});
