import { describe, expect, it } from 'vitest';
import { folderInWords } from '../../../src-renderer/components/folder-words.ts';

describe('what choosing a folder brings', () => {
  const folders = Array.from({ length: 6 }, (_, i) => ({ folderId: `f${i}`, name: `class ${i}`, path: `/images/class ${i}` }));

  it('is no mistake where all images lie in folders of classes', () => {
    expect(folderInWords({ images: 0, folders })).toBe('6 folders; images in them are found, too');
    expect(folderInWords({ images: 0, folders: folders.slice(0, 1) })).toBe('1 folder; images in it are found, too');
  });

  it('counts the images at hand', () => {
    expect(folderInWords({ images: 10_015, folders: [] })).toBe('10,015 images directly in this folder');
    expect(folderInWords({ images: 1, folders })).toBe('1 image directly in this folder; those in its 6 folders are found, too');
  });

  it('is nothing in an empty folder', () => {
    expect(folderInWords({ images: 0, folders: [] })).toBe('Neither images nor folders in here');
  });
});
