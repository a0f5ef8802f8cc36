import { readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LayoutWish } from '../../src-main/files/detect-layout.ts';
import { indexFolder } from '../../src-main/files/index-folder.ts';
import { isThere, joinFolders, movePart, partsOf } from '../../src-main/files/joined-folder.ts';
import { scan } from '../../src-main/files/scan.ts';
import { isBelow, outputProblem } from '../../src-main/services/training/output-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { detect } from './detect.ts';
import type { Detected } from './detect.ts';
import { collect, makeTree } from './make-tree.ts';

const AUTO: LayoutWish = { layout: 'auto', manifest: null };

/** Folders of these names beside each other, joined. */
function joined(parts: Readonly<Record<string, Readonly<Record<string, string | null>>>>): string {
  const root = temporaryFolder();
  for (const [name, files] of Object.entries(parts)) renameSync(makeTree(files), join(root, name));
  return joinFolders(join(temporaryFolder(), 'joined'), Object.keys(parts).map((name) => join(root, name)));
}

const rowsOf = ({ records }: Detected) => records.map(({ path, label, side, group, fault }) => [path, label, side, group, fault]);

describe('folders joined as one dataset', () => {
  it('are links in a folder of ours, the same one for the same folders in any order', () => {
    const [a, b] = [makeTree({ 'x/1.png': null }), makeTree({ 'x/1.png': null })];
    const place = join(temporaryFolder(), 'joined');
    const folder = joinFolders(place, [a, b]);
    expect(joinFolders(place, [b, a])).toBe(folder);
    expect(readdirSync(place)).toHaveLength(1);
    expect(partsOf(folder)?.map((part) => part.folder).sort()).toEqual([a, b].sort());
    expect(partsOf(a)).toBeNull();
    expect([readdirSync(a), readdirSync(b)]).toEqual([['x'], ['x']]);
  });

  it('are named by themselves, and by the folder around them where two have the same name', () => {
    const root = makeTree({ 'north/scans/1.png': null, 'south/Scans/1.png': null, 'old/1.png': null });
    const folder = joinFolders(temporaryFolder(), ['north/scans', 'south/Scans', 'old'].map((name) => join(root, name)));
    expect(partsOf(folder)?.map(({ name }) => name)).toEqual(['north-scans', 'old', 'south-Scans']);
  });

  it('are refused where one holds another, is named twice or is itself joined', () => {
    const root = makeTree({ 'a/b/1.png': null, 'c/1.png': null });
    const place = temporaryFolder();
    const joinNamed = (...names: readonly string[]) => joinFolders(place, names.map((name) => join(root, name)));
    expect(() => joinNamed('a/b', 'a')).toThrow(`expected folders that lie apart, but ${root}/a/b is in ${root}/a`);
    expect(() => joinNamed('c', 'c')).toThrow(`expected folders that lie apart, but ${root}/c is named twice`);
    const both = joinNamed('a', 'c');
    expect(() => joinFolders(place, [both, join(root, 'c')])).toThrow('is itself several folders as one dataset');
  });

  it('have the classes of all of them, under each its own sides and wrappers', async () => {
    const found = await detect(joined({ a: { 'train/cat/1.png': null, 'train/dog/2.png': null, 'test/cat/3.png': null }, b: { 'all/cat/1.png': null, 'all/dog/4.png': null } }));
    expect(found.finding).toMatchObject({ layout: 'class-folders', reason: '2 folders are one dataset. a/: 2 folders under train/ and test/ hold images: each is a class. b/: 2 folders in all/ hold images: each is a class.' });
    expect(rowsOf(found)).toEqual([
      ['a/test/cat/3.png', 'cat', 'test', null, null],
      ['a/train/cat/1.png', 'cat', 'train', null, null],
      ['a/train/dog/2.png', 'dog', 'train', null, null],
      ['b/all/cat/1.png', 'cat', null, null, null],
      ['b/all/dog/4.png', 'dog', null, null, null],
    ]);
  });

  it('may hold one class each', async () => {
    const found = await detect(joined({ a: { 'cat/1.png': null }, b: { 'dog/1.png': null } }));
    expect(found.finding.reason).toBe('2 folders are one dataset. 2 folders hold images: each is a class.');
    expect(rowsOf(found)).toEqual([['a/cat/1.png', 'cat', null, null, null], ['b/dog/1.png', 'dog', null, null, null]]);
  });

  it('are the sides of a dataset if all are named so', async () => {
    const classes = { 'cat/1.png': null, 'dog/1.png': null };
    const sides = async (names: readonly string[]) => new Set((await detect(joined(Object.fromEntries(names.map((name) => [name, classes]))))).records.map(({ side }) => side));
    expect(await sides(['train', 'test'])).toEqual(new Set(['train', 'test']));
    expect(await sides(['train', 'more'])).toEqual(new Set([null]));
  });

  it('have a manifest and a dataset.json each, and patients of one name stay one group', async () => {
    const rows = 'path,label,patient\n1.png,cat,p1\n2.png,dog,p2\n';
    const found = await detect(joined({ a: { '1.png': null, '2.png': null, 'labels.csv': rows }, b: { '1.png': null, '2.png': null, 'labels.csv': rows } }));
    expect(found.finding).toMatchObject({ layout: 'manifest', manifest: 'labels.csv' });
    expect(rowsOf(found)).toEqual([['a/1.png', 'cat', null, 'p1', null], ['a/2.png', 'dog', null, 'p2', null], ['b/1.png', 'cat', null, 'p1', null], ['b/2.png', 'dog', null, 'p2', null]]);
    const masks = await detect(joined({ a: { 'images/p1_x.png': null, 'masks/p1_x.png': null }, b: { 'images/p1_x.png': null, 'masks/p1_x.png': null } }));
    expect(masks.finding.layout).toBe('image-masks');
    expect(masks.records.map(({ path, mask }) => [path, mask?.path])).toEqual([['a/images/p1_x.png', 'a/masks/p1_x.png'], ['b/images/p1_x.png', 'b/masks/p1_x.png']]);
  });

  it('tell groups from whole paths, as the preview shows them', async () => {
    const found = await detect(joined({ a: { 'cat/1_x.png': null, 'dog/2_x.png': null }, b: { 'cat/1_y.png': null, 'dog/3_x.png': null } }), { ...AUTO, groupPattern: '{group}_*' });
    expect(found.records.map(({ group }) => group)).toEqual(['1', '2', '1', '3']);
  });

  it('are refused where they are arranged differently', async () => {
    const folder = joined({ a: { 'cat/1.png': null, 'dog/1.png': null }, b: { 'images/1.png': null, 'masks/1.png': null } });
    await expect(detect(folder)).rejects.toThrow(/expected folders that are arranged alike, as one dataset is, but found .* in a\/ .* and image-masks in b\//);
  });

  it('are not indexed while one is missing, and are again once its link leads to where it is now', async () => {
    const folder = joined({ a: { 'cat/1.png': null, 'dog/1.png': null }, b: { 'cat/2.png': null, 'dog/2.png': null } });
    const b = partsOf(folder)?.find(({ name }) => name === 'b')?.folder ?? '';
    const moved = join(temporaryFolder(), 'moved');
    renameSync(b, moved);
    expect(isThere(folder)).toBe(false);
    const job = { folder, wish: AUTO, known: new Map(), avoid: new Map(), key: null };
    await expect(collect(indexFolder(job, { signal: new AbortController().signal, at: () => undefined }))).rejects.toThrow(`expected a folder of this dataset at ${b}, but found none`);
    movePart(folder, 'b', moved);
    expect(isThere(folder)).toBe(true);
    expect((await detect(folder)).records).toHaveLength(4);
  });

  it('keep files of sides that lie in a part open, and runs out of it', () => {
    const folder = joined({ a: { 'sides.json': '{}' }, b: { 'cat/1.png': null } });
    const elsewhere = makeTree({ 'sides.json': '{}' });
    expect([`${folder}/a/sides.json`, `${partsOf(folder)?.[0]?.folder}/sides.json`, `${elsewhere}/sides.json`].map((path) => isBelow(path, [folder]))).toEqual([true, true, false]);
    const output = `${partsOf(folder)?.[1]?.folder}/runs`;
    expect(outputProblem(output, folder, ['/'], 'choose another')).toBe(`expected a folder outside of ${partsOf(folder)?.[1]?.folder}, which is only ever read, but found ${output}`);
  });

  it('are read once where a link in one leads to another', async () => {
    const folder = joined({ a: { 'cat/1.png': null, 'dog/1.png': null }, b: { 'cat/2.png': null, 'dog/2.png': null } });
    const [a, b] = partsOf(folder) ?? [];
    symlinkSync(b?.folder ?? '', join(a?.folder ?? '', 'other'));
    const paths = (await collect(scan(folder))).map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('2.png'))).toEqual(['b/cat/2.png', 'b/dog/2.png']);
  });
});
