import { mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { browse } from '../../src-main/files/browse.ts';
import { makeTree, temporaryFolder } from './make-tree.ts';

describe('browse', () => {
  it('lists the roots when no folder is named', () => {
    const root = temporaryFolder();
    expect(browse([root], null)).toEqual({ folder: null, parent: null, folders: [{ name: basename(root), path: root }], images: 0, unreadable: 0 });
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
