import type { FolderListing } from '../../src-shared/api/system.ts';
import { plural } from './words.ts';

/** What choosing a folder brings: "6 folders; images in them are found, too", "10,015 images directly in this folder". */
export function folderInWords({ images, folders }: Pick<FolderListing, 'images' | 'folders'>): string {
  if (folders.length === 0) return images > 0 ? `${plural(images, 'image')} directly in this folder` : 'Neither images nor folders in here';
  if (images === 0) return `${plural(folders.length, 'folder')}; images in ${folders.length === 1 ? 'it' : 'them'} are found, too`;
  return `${plural(images, 'image')} directly in this folder; those in its ${plural(folders.length, 'folder')} are found, too`;
}

/** What can be ticked in a folder: "12 images", "1,000 of 10,015 images are listed; for another one, type its path above". */
export function filesInWords({ images, files, noun = 'image' }: { readonly images: number; readonly files: number; readonly noun?: string }): string {
  if (images === 0) return `No ${noun}s directly in this folder`;
  if (files >= images) return plural(images, noun);
  return `${files.toLocaleString('en')} of ${plural(images, noun)} ${files === 1 ? 'is' : 'are'} listed; for another one, type its path above`;
}
