import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MOST_FILES, browse } from '../../src-main/files/browse.ts';
import { makeTree, temporaryFolder } from './make-tree.ts';

describe('browse', () => {
  it('lists the roots when no folder is named', () => {
    const root = temporaryFolder();
    expect(browse([root], null)).toEqual({ folder: null, parent: null, folders: [{ name: basename(root), path: root }], files: [], file: null, images: 0, unreadable: 0 });
  });

  it('lists folders in their natural order, counts images, and leaves hidden ones out', () => {
    const root = makeTree({ 'case10/1.png': 'x', 'case9/1.png': 'x', '.hidden/1.png': 'x', '1.png': 'x', '2.JPEG': 'x', 'notes.txt': 'x' });
    expect(browse([root], root)).toEqual({
      folder: { name: basename(root), path: root },
      parent: null,
      folders: [
        { name: 'case9', path: join(root, 'case9') },
        { name: 'case10', path: join(root, 'case10') },
      ],
      files: [],
      file: null,
      images: 2,
      unreadable: 0,
    });
    expect(browse([root], join(root, 'case9'))).toMatchObject({ parent: { path: root }, folders: [], images: 1 });
  });

  it('does not leave the roots: neither by paths, nor by links, nor to folders whose names begin alike', () => {
    const outside = temporaryFolder();
    const parent = temporaryFolder();
    const root = join(parent, 'data');
    mkdirSync(join(parent, 'data-secret'));
    mkdirSync(root);
    symlinkSync(outside, join(root, 'way-out'));
    for (const path of [outside, parent, '/', join(root, '..'), join(root, 'way-out'), join(parent, 'data-secret')]) {
      expect(() => browse([root], path)).toThrow(`expected a folder below ${root}, but found ${path}: start with --root <folder> to open others`);
    }
  });

  it('does not tell of what lies elsewhere, not even whether it is there', () => {
    const [root, outside] = [temporaryFolder(), temporaryFolder()];
    const refusal = (path: string) => `expected a folder below ${root}, but found ${path}: start with --root <folder> to open others`;
    for (const path of [outside, join(outside, 'gone'), join(root, '..', 'gone')]) expect(() => browse([root], path)).toThrow(refusal(path));
  });

  it('takes a typed path only from the top', () => {
    expect(() => browse(['/data'], 'scans/2026')).toThrow('expected a path from the top, such as /data, but found scans/2026');
  });

  it('goes on with the other roots when the drive of one is gone', () => {
    const root = makeTree({ 'a/1.png': 'x' });
    expect(browse(['/nowhere', root], root).folders.map(({ name }) => name)).toEqual(['a']);
  });

  it('follows links inside of the roots', () => {
    const root = makeTree({ 'real/1.png': 'x' });
    symlinkSync('real', join(root, 'alias'));
    expect(browse([root], join(root, 'alias'))).toMatchObject({ folder: { path: join(root, 'real') }, images: 1 });
  });

  it('refuses what is no folder', () => {
    const root = makeTree({ '1.png': 'x' });
    expect(() => browse([root], join(root, '1.png'))).toThrow('expected to read it, but it is not a folder');
    expect(() => browse([root], join(root, 'gone'))).toThrow('expected to read it, but it is not there');
  });
});

describe('browse for image files', () => {
  const named = (view: ReturnType<typeof browse>) => view.files.map(({ name }) => name);

  it('lists them in their natural order: no hidden ones, no other files, no folders that are called like images', () => {
    const root = makeTree({ 'scan10.nii.gz': 'x', 'scan9.NII': 'x', '.hidden.png': 'x', 'notes.txt': 'x', 'looks-like.png/1.png': 'x' });
    const view = browse([root], root, { files: 'images' });
    expect(view.files).toEqual(['scan9.NII', 'scan10.nii.gz'].map((name) => ({ name, path: join(root, name) })));
    expect([view.images, view.folders.map(({ name }) => name)]).toEqual([2, ['looks-like.png']]);
  });

  it('follows links to files below the roots, and leaves out those that lead elsewhere or nowhere', () => {
    const outside = makeTree({ 'secret.png': 'x' });
    const root = makeTree({ 'scans/real.png': 'x', 'readme.txt': 'x' });
    symlinkSync('real.png', join(root, 'scans', 'alias.png'));
    symlinkSync(join(outside, 'secret.png'), join(root, 'scans', 'secret.png'));
    symlinkSync('gone.png', join(root, 'scans', 'dangling.png'));
    expect(named(browse([root], join(root, 'scans'), { files: 'images' }))).toEqual(['alias.png', 'real.png']);
  });

  it('takes the path of an image for that of its folder, and says which it was', () => {
    const root = makeTree({ 'scans/a.png': 'x', 'scans/b.png': 'x' });
    expect(browse([root], join(root, 'scans', 'b.png'), { files: 'images' })).toMatchObject({ folder: { path: join(root, 'scans') }, file: { name: 'b.png', path: join(root, 'scans', 'b.png') }, images: 2 });
  });

  it('refuses the path of a file that is no image or lies elsewhere, by itself or behind a link', () => {
    const outside = makeTree({ 'secret.png': 'x' });
    const root = makeTree({ 'notes.txt': 'x' });
    symlinkSync(join(outside, 'secret.png'), join(root, 'link.png'));
    expect(() => browse([root], join(root, 'notes.txt'), { files: 'images' })).toThrow('expected to read it, but it is not a folder');
    for (const path of [join(outside, 'secret.png'), join(root, 'link.png')]) expect(() => browse([root], path, { files: 'images' })).toThrow(`expected a folder below ${root}, but found ${path}`);
    expect(() => browse([root], dirname(outside), { files: 'images' })).toThrow('expected a folder below');
  });

  it('lists the first of many, and counts them all', () => {
    const root = temporaryFolder();
    for (let i = 0; i < MOST_FILES + 2; i++) writeFileSync(join(root, `${i}.png`), '');
    const view = browse([root], join(root, `${MOST_FILES + 1}.png`), { files: 'images' });
    expect([view.files.length, view.files[0]?.name, view.files.at(-1)?.name, view.images, view.file?.name]).toEqual([MOST_FILES, '0.png', `${MOST_FILES - 1}.png`, MOST_FILES + 2, `${MOST_FILES + 1}.png`]);
  });

  it('lists weights of networks, and no images, where these are asked for', () => {
    const root = makeTree({ 'resnet18.safetensors': 'x', 'model.json': '{}', 'other.json': '{}', 'a.png': 'x' });
    const view = browse([root], join(root, 'resnet18.safetensors'), { files: 'weights' });
    expect([named(view), view.file?.name, view.images]).toEqual([['model.json', 'resnet18.safetensors'], 'resnet18.safetensors', 2]);
  });
});
