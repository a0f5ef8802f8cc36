import { describe, expect, it } from 'vitest';
import { filesInWords, folderInWords } from '../../../src-renderer/components/folder-words.ts';

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

describe('what can be ticked in a folder', () => {
  it('is counted, and where it is not all, what to do for the rest is told', () => {
    expect(filesInWords({ images: 0, files: 0 })).toBe('No images directly in this folder');
    expect(filesInWords({ images: 12, files: 12 })).toBe('12 images');
    expect(filesInWords({ images: 10_015, files: 1000 })).toBe('1,000 of 10,015 images are listed; for another one, type its path above');
    expect(filesInWords({ images: 2, files: 1 })).toBe('1 of 2 images is listed; for another one, type its path above');
  });
});
