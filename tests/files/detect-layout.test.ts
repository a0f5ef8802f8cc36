import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needs } from '../helpers/needs.ts';
import { NO_REAL_DATA, realData } from '../helpers/real-data.ts';
import { detect } from './detect.ts';
import type { Detected } from './detect.ts';
import { makeTree } from './make-tree.ts';

const mnist = realData('mnist-png');
const mednist = realData('mednist');
const nuclei = realData('nuclei');

/** What was made of each file: "label side", or its fault. */
function placed({ records }: Detected): Record<string, string> {
  return Object.fromEntries(records.map(({ path, label, side, fault }) => [path, fault ?? `${label} ${side ?? '-'}`]));
}

describe('class folders', () => {
  it('makes each folder of images a class, whatever the case of the extensions', async () => {
    const found = await detect(makeTree({ 'cat/1.png': null, 'cat/2.JPG': null, 'dog/3.jpeg': null, 'dog/notes.txt': 'x', 'readme.md': 'x' }));
    expect(found.finding).toEqual({ layout: 'class-folders', reason: '2 folders hold images: each is a class.', manifest: null, alternatives: [] });
    expect(placed(found)).toEqual({ 'cat/1.png': 'cat -', 'cat/2.JPG': 'cat -', 'dog/3.jpeg': 'dog -' });
  });

  it('takes the sides from train/, val/ and test/ above them, by any of their names', async () => {
    const found = await detect(makeTree({ 'Training/a/1.png': null, 'Training/b/2.png': null, 'valid/a/3.png': null, 'testing/b/4.png': null }));
    expect(found.finding.reason).toBe('2 folders under Training/, valid/ and testing/ hold images: each is a class.');
    expect(placed(found)).toEqual({ 'Training/a/1.png': 'a train', 'Training/b/2.png': 'b train', 'valid/a/3.png': 'a val', 'testing/b/4.png': 'b test' });
  });

  it('looks into a single folder around them', async () => {
    const found = await detect(makeTree({ 'archive/data/a/1.png': null, 'archive/data/b/x/2.png': null }));
    expect(found.finding.reason).toBe('2 folders in archive/data/ hold images: each is a class.');
    expect(placed(found)).toEqual({ 'archive/data/a/1.png': 'a -', 'archive/data/b/x/2.png': 'b -' });
  });

  it('gives images outside of class folders a fault', async () => {
    const sided = await detect(makeTree({ 'train/a/0.png': null, 'train/a/1.png': null, 'train/b/2.png': null, 'train/3.png': null, 'extra/a/4.png': null, '5.png': null }));
    expect(placed(sided)).toEqual({
      'train/a/0.png': 'a train',
      'train/a/1.png': 'a train',
      'train/b/2.png': 'b train',
      'train/3.png': 'expected it in a class folder of train/, but it lies outside',
      'extra/a/4.png': 'expected it in train/, but it lies outside',
      '5.png': 'expected it in train/, but it lies outside',
    });
    expect(placed(await detect(makeTree({ 'a/1.png': null, 'b/2.png': null, '3.png': null })))).toMatchObject({ '3.png': 'expected it in a class folder, but it lies outside' });
  });

  it('takes names of folders as they are', async () => {
    const found = await detect(makeTree({ 'constructor/1.png': null, '__proto__/2.png': null }));
    expect(new Set(found.records.map(({ label, side }) => `${label} ${side}`))).toEqual(new Set(['constructor null', '__proto__ null']));
  });

  it.each([
    ['a single folder of images', { 'scans/1.png': null, 'scans/2.png': null }, '2 images among 2 files: they all lie in scans/, which makes one class, and a classifier needs two or more'],
    ['one class on two sides', { 'train/cats/1.png': null, 'test/cats/2.png': null }, '2 images among 2 files: they all lie in cats/, which makes one class, and a classifier needs two or more'],
    ['a side without classes', { 'train/1.png': null, 'train/2.png': null }, '2 images among 2 files: they all lie in train/, so that no class can be told'],
    ['images and masks of other names', { 'images/1.png': null, 'masks/2.png': null }, '2 images among 2 files: no image has a mask of the same name'],
    ['sides without classes', { 'train/1.png': null, 'test/2.png': null }, '2 images among 2 files'],
    ['unlabelled images', { '1.png': null, '2.png': null }, '2 images among 2 files: they lie directly in the folder, so that no class can be told'],
    ['loose images', { '1.png': null, '2.png': null, '3.png': null, 'a/1.png': null, 'b/1.png': null }, '5 images among 5 files: 3 of them lie directly in the folder, so that no class can be told'],
  ])('does not take %s for classes, and says why', async (_, files, found) => {
    const { finding, records } = await detect(makeTree(files));
    const [images, why = ''] = found.split(/(?=:)/);
    expect(finding).toMatchObject({ layout: 'unlabelled', reason: `${images?.split(' among')[0]} without labels, masks or numbers${why}.` });
    expect(records.every(({ label, mask }) => label === null && mask === null)).toBe(true);
  });

  it('says what it found where there is nothing to read', async () => {
    const folder = makeTree({ 'scan.dat': 'x', 'labels.csv': 'id,age\n1,2' });
    await expect(detect(folder)).rejects.toThrow(
      `expected images in class folders, images beside their masks, or a manifest that names images and labels in ${folder}, but found 0 images among 2 files (labels.csv has no column path)`,
    );
  });
});

describe('manifests', () => {
  it('finds the table that names images, with whatever columns it has', async () => {
    const found = await detect(
      makeTree({
        'images/1.png': null,
        'images/2.png': null,
        'images/3.png': null,
        'data/labels.csv': 'Patient,File,Class,Split\nP1,../images/1.png,ill,training\nP2,../images/2.png,well,test',
        'other.csv': 'x,y\n1,2',
      }),
    );
    expect(found.finding).toEqual({
      layout: 'manifest',
      reason: 'data/labels.csv names 2 images with their label, side, group. Images that no row names, and that are left out: 1.',
      manifest: 'data/labels.csv',
      alternatives: [],
    });
    expect(found.records.map(({ path, label, side, group }) => [path, label, side, group])).toEqual([
      ['images/1.png', 'ill', 'train', 'P1'],
      ['images/2.png', 'well', 'test', 'P2'],
    ]);
  });

  it('reads train.csv together with test.csv beside it, and takes the sides from their names', async () => {
    const found = await detect(makeTree({ '1.png': null, '2.png': null, '3.png': null, 'train.csv': 'image,label\n1,a\n2,b', 'test.csv': 'image,label\n3,a', 'others.csv': 'image,label\n1,c' }));
    expect(found.finding).toMatchObject({ manifest: 'train.csv', reason: 'train.csv and test.csv name 3 images with their label.' });
    expect(placed(found)).toEqual({ '1.png': 'a train', '2.png': 'b train', '3.png': 'a test' });
  });

  it('finds paths without extensions, with backslashes and as absolute paths in the folder', async () => {
    const folder = makeTree({ 'img/1.png': null, 'img/2.jpg': null, 'img/3.jpeg': null });
    writeFileSync(join(folder, 'manifest.tsv'), `path\tlabel\nimg\\1.png\ta\n./img/2\tb\n${join(folder, 'img/3.jpeg')}\tc\n`);
    expect(placed(await detect(folder))).toEqual({ 'img/1.png': 'a -', 'img/2.jpg': 'b -', 'img/3.jpeg': 'c -' });
  });

  it('gives every row that cannot be used a fault that names it', async () => {
    const rows = [
      'path,label,split',
      'gone.png,a,train', // 2
      '1.png,,train', // 3
      '2.png,a,maybe', // 4
      ',a,train', // 5
      '3.png,a', // 6
      '"4.png"x,a,train', // 7
      '../out.png,a,train', // 8
      '/etc/passwd,a,train', // 9
      '5.png,a,train', // 10
      '5.png,a,train', // 11: the same again
      '6.png,a,train', // 12
      '6.png,b,test', // 13: another label
    ];
    const folder = makeTree({ '1.png': null, '2.png': null, '3.png': null, '4.png': null, '5.png': null, '6.png': null, '7.png': null, 'm.csv': rows.join('\n') });
    expect(placed(await detect(folder))).toEqual({
      'gone.png': 'expected the file that row 2 of m.csv names, but it is not there',
      '1.png': 'expected a label in row 3 of m.csv, but found nothing',
      '2.png': 'expected train, val or test in row 4 of m.csv, but found "maybe"',
      'm.csv (row 5)': 'expected a path in row 5 of m.csv, but found nothing',
      'm.csv (row 6)': 'expected 3 fields in row 6 of m.csv, but found 2',
      'm.csv (row 7)': 'expected a readable row 7 of m.csv, but text follows a closing quote',
      'm.csv (row 8)': "expected a file inside the dataset's folder, but row 8 of m.csv names one outside",
      'm.csv (row 9)': "expected a file inside the dataset's folder, but row 9 of m.csv names one outside",
      '5.png': 'a train',
      '6.png': 'expected one label, side and group for a file, but row 12 of m.csv and row 13 of m.csv differ',
    });
  });

  it('passes by tables that it cannot read, unless the user asked for one', async () => {
    const folder = makeTree({ 'a/1.png': null, 'b/2.png': null, 'm.csv': Buffer.from('path,label\nGr\xf6\xdfe.png,a', 'latin1') });
    expect((await detect(folder)).finding.layout).toBe('class-folders');
    await expect(detect(folder, { layout: 'manifest', manifest: 'm.csv' })).rejects.toThrow('m.csv: expected UTF-8 text in m.csv, but found other bytes');
    await expect(detect(folder, { layout: 'manifest', manifest: 'no.csv' })).rejects.toThrow('no.csv: expected to read it, but it is not there');
  });
});

describe('both at once', () => {
  const files = { 'a/1.png': null, 'b/2.png': null, 'm.csv': 'path,label\na/1.png,x\nb/2.png,y' };

  it('lets folders win, so that no file counts twice, and names the manifest as the alternative', async () => {
    const found = await detect(makeTree(files));
    expect(found.finding).toMatchObject({ layout: 'class-folders', alternatives: ['manifest'] });
    expect(placed(found)).toEqual({ 'a/1.png': 'a -', 'b/2.png': 'b -' });
  });

  it('follows the user who wants the manifest', async () => {
    const found = await detect(makeTree(files), { layout: 'manifest', manifest: null });
    expect(found.finding).toMatchObject({ layout: 'manifest', manifest: 'm.csv', alternatives: ['class-folders'] });
    expect(placed(found)).toEqual({ 'a/1.png': 'x -', 'b/2.png': 'y -' });
  });
});

describe('real data', () => {
  it('reads MNIST as class folders with sides, and the same from its manifests', { timeout: 60_000 }, async (context) => {
    needs(context, mnist !== null, NO_REAL_DATA);
    const folders = await detect(mnist ?? '');
    const manifest = await detect(mnist ?? '', { layout: 'manifest', manifest: null });
    expect(folders.finding).toEqual({ layout: 'class-folders', reason: '10 folders under train/ and test/ hold images: each is a class. train.csv and test.csv name images too, but are not read: choose the layout manifest to read them instead.', manifest: null, alternatives: ['manifest'] });
    expect(manifest.finding).toMatchObject({ manifest: 'train.csv', reason: 'train.csv and test.csv name 70,000 images with their label.' });
    const lines = ({ records }: Detected) => records.map(({ path, label, side, sizeBytes, fault }) => `${path} ${label} ${side} ${sizeBytes} ${fault}`).sort();
    expect(lines(manifest).join('\n')).toBe(lines(folders).join('\n'));
    expect(folders.records).toHaveLength(70_000);
  });

  it('reads MedNIST as six classes', async (context) => {
    needs(context, mednist !== null, NO_REAL_DATA);
    const { records } = await detect(mednist ?? '');
    expect(new Set(records.map(({ label }) => label))).toEqual(new Set(['AbdomenCT', 'BreastMRI', 'CXR', 'ChestCT', 'Hand', 'HeadCT']));
    expect(records).toHaveLength(3000);
  });

  it('pairs the nuclei with their masks', async (context) => {
    needs(context, nuclei !== null, NO_REAL_DATA);
    const { finding, records } = await detect(nuclei ?? '');
    expect(finding).toMatchObject({ layout: 'image-masks', alternatives: [] });
    expect(finding.reason).toBe('270 images have masks of the same name, such as images/00071198d059.png and masks/00071198d059.png.');
    expect(records.every(({ path, mask, fault }) => fault === null && mask?.path === path.replace('images/', 'masks/'))).toBe(true);
    expect(records).toHaveLength(270);
  });
});
