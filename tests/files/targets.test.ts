import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LayoutWish } from '../../src-main/files/detect-layout.ts';
import { indexFolder } from '../../src-main/files/index-folder.ts';
import type { IndexedFile } from '../../src-main/files/indexed-file.ts';
import { numbersIn } from '../../src-main/files/numbers.ts';
import { openDataset } from '../../src-main/files/open-dataset.ts';
import { createBatchSource } from '../../src-main/engine/loading/batch-source.ts';
import { sequentialOrder } from '../../src-main/engine/sampling/sequential.ts';
import { createSampleTable, entryOf } from '../../src-main/trainer/loader-threads/sample-table.ts';
import { detect } from './detect.ts';
import type { Detected } from './detect.ts';
import { collect, makeTree } from './make-tree.ts';

const AUTO: LayoutWish = { layout: 'auto', manifest: null };

/** The rows of an index that begins with what an earlier one told. */
async function index(folder: string, known: readonly IndexedFile[] = []): Promise<readonly IndexedFile[]> {
  const rows = new Map(known.map((row) => [row.path, row]));
  const job = { folder, wish: AUTO, known: new Map(rows), avoid: new Map<string, string>(), key: null };
  for await (const event of indexFolder(job, { signal: new AbortController().signal, at: () => undefined })) {
    if (event.kind === 'records') for (const row of event.records) rows.set(row.path, row);
  }
  return [...rows.values()];
}

const said = ({ records }: Detected) => Object.fromEntries(records.map(({ path, fault, targets, label }) => [path, fault ?? targets ?? label]));

describe('a manifest with numbers', () => {
  it('takes columns that are called target or value for numbers to be learnt, where only numbers stand in them', async () => {
    const found = await detect(makeTree({ 'a.png': null, 'b.png': null, 'm.csv': 'image,value 1,value_2,value 3,split\na.png,1.5,-2e3,x,train\nb.png,3,4,7,test\n' }));
    expect(found.finding).toEqual({
      layout: 'manifest',
      reason: 'm.csv names 2 images with their value 1, value_2, side.',
      manifest: 'm.csv',
      targets: ['value 1', 'value_2'],
      alternatives: [],
    });
    expect(said(found)).toEqual({ 'a.png': [1.5, -2000], 'b.png': [3, 4] });
  });

  it('takes whole numbers in a column of labels for classes, and fractions for numbers', async () => {
    const files = (values: readonly string[]) => makeTree({ 'a.png': null, 'b.png': null, 'm.csv': `path,target\na.png,${values[0]}\nb.png,${values[1]}\n` });
    expect(said(await detect(files(['0', '12'])))).toEqual({ 'a.png': '0', 'b.png': '12' });
    expect(said(await detect(files(['0', '12.5'])))).toEqual({ 'a.png': [0], 'b.png': [12.5] });
  });

  it('follows the user who names columns, also beside class folders, in their order', async () => {
    const folder = makeTree({ 'x/a.png': null, 'y/b.png': null, 'm.csv': 'path,Age,weight\nx/a.png,61,70\ny/b.png,48,\n' });
    const found = await detect(folder, { ...AUTO, targets: ['weight', 'age'] });
    expect(found.finding).toMatchObject({ layout: 'manifest', targets: ['weight', 'Age'], alternatives: ['class-folders'] });
    expect(said(found)).toEqual({ 'x/a.png': [70, 61], 'y/b.png': 'expected a number in column weight, row 3 of m.csv, but found nothing' });
    await expect(detect(folder, { ...AUTO, targets: ['height'] })).rejects.toThrow('m.csv has no column height');
  });
});

describe('text files with numbers', () => {
  it.each([
    ['1.5', [1.5]],
    ['1.000000000000000000e+00\n-2\n', [1, -2]],
    ['# age, weight\n61; 70.25', [61, 70.25]],
  ])('reads %j', (text, numbers) => {
    expect(numbersIn(text)).toEqual(numbers);
  });

  it.each([
    ['', 'expected a number, but found nothing'],
    ['12 cats', 'expected a number, but found "cats"'],
    ['nan', 'expected a number, but found "nan"'],
    ['0x10', 'expected a number, but found "0x10"'],
    ['1e999', 'expected a number, but found "1e999"'],
  ])('refuses %j', (text, message) => {
    expect(() => numbersIn(text)).toThrow(message);
  });

  it('are found beside their images, also in folders of patients that would pass for classes', async () => {
    const found = await detect(makeTree({ 'patient1/a.png': null, 'patient1/a.txt': '1 2', 'patient2/b.png': null, 'patient2/b.txt': '3 4', 'patient2/c.png': null }));
    expect(found.finding).toEqual({
      layout: 'image-targets',
      reason: '2 images have text files of the same name with 2 numbers, such as patient1/a.png and patient1/a.txt. Images without one: 1.',
      manifest: null,
      targets: ['target 1', 'target 2'],
      alternatives: ['class-folders'],
    });
    expect(found.records.map(({ path, group, parts }) => [path, group, parts?.[0]?.path])).toEqual([
      ['patient1/a.png', 'patient1', 'patient1/a.txt'],
      ['patient2/b.png', 'patient2', 'patient2/b.txt'],
      ['patient2/c.png', 'patient2', undefined],
    ]);
  });

  it('are found in a folder of their own, on the sides that folders name', async () => {
    const found = await detect(makeTree({ 'train/images/1.png': null, 'train/targets/1.txt': '7', 'test/images/1.png': null, 'test/targets/1.txt': '8' }));
    expect(found.records.map(({ path, side, parts }) => [path, side, parts?.[0]?.path])).toEqual([
      ['test/images/1.png', 'test', 'test/targets/1.txt'],
      ['train/images/1.png', 'train', 'train/targets/1.txt'],
    ]);
  });

  it('are no numbers where they hold words: then folders are classes', async () => {
    expect((await detect(makeTree({ 'a/1.png': null, 'a/1.txt': 'a cat', 'b/1.png': null, 'b/1.txt': 'a dog' }))).finding.layout).toBe('class-folders');
  });

  it('are read with the images, and again when one has changed; other counts are faults', async () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [[`${100 + i}.png`, null], [`${100 + i}.txt`, String(i)]] as const).flat());
    const folder = makeTree({ ...many, '120.txt': '1 2' });
    const rows = await index(folder);
    expect(rows.map(({ targets, fault }) => fault ?? targets?.[0])).toEqual([...Array(20).keys(), '120.txt: expected one number as in the others, but found 2']);
    writeFileSync(join(folder, '100.txt'), '0.125');
    writeFileSync(join(folder, '120.txt'), '20.5');
    const again = await index(folder, rows);
    expect(again.map(({ targets, fault }) => fault ?? targets?.[0])).toEqual([0.125, ...[...Array(20).keys()].slice(1), 20.5]);
  });
});

describe('samples with numbers', () => {
  it('come as target [batch, number] float32, without a label', async () => {
    const folder = makeTree({ '1.png': null, '1.txt': '1.5 2', '2.png': null, '2.txt': '-3 4' });
    const rows = await index(folder);
    const samples = rows.map(({ path, hash, targets }) => ({ key: hash ?? '', path, label: 0, group: null, targets: [...(targets ?? [])] }));
    const table = createSampleTable(samples);
    expect(samples.map((_, i) => entryOf(table, i).targets)).toEqual([[1.5, 2], [-3, 4]]);
    const source = createBatchSource({ dataset: openDataset(folder, samples), sampler: sequentialOrder(2), batchSize: 2, batchesPerEpoch: 'auto', dropLast: false, unreadable: 'leave-out' });
    const [batch] = await collect(source.epoch(1));
    expect(Object.keys(batch?.arrays ?? {})).toEqual(['image', 'target']);
    expect(batch?.arrays['target']).toEqual({ data: Float32Array.of(1.5, 2, -3, 4), shape: [2, 2], dtype: 'float32' });
  });
});
