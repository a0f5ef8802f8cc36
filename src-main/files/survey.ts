import { folderOf, isEntry, namesOf } from './file-list.ts';
import type { FileList } from './file-list.ts';
import { mayBeMask } from './image-masks.ts';
import { mayBeNumbers } from './image-targets.ts';
import { isImageName } from './indexed-file.ts';
import type { FileEntry } from './file-entry.ts';
import { isTableName } from './table.ts';

/** What a layout is told from, gathered in one go: a million files are not gone through once for each question. */
export interface Survey {
  /** Without those that cannot be read, which are in none of these. */
  readonly images: number;
  /** How many images lie in each folder, by its path with a `/` at its end; the root is ''. */
  readonly imagesIn: ReadonlyMap<string, number>;
  /** Whether any image may be a mask by its path. */
  readonly masks: boolean;
  /** Paths of text files, which may hold numbers, and of tables, which may be manifests. */
  readonly texts: readonly string[];
  readonly tables: readonly string[];
  /** The DICOM files. */
  readonly slices: readonly FileEntry[];
}

export function survey(files: FileList): Survey {
  const found = { images: 0, imagesIn: new Map<string, number>(), masks: false, texts: [] as string[], tables: [] as string[], slices: [] as FileEntry[] };
  const look = (folder: string, names: readonly string[], isImage: (name: string) => boolean): void => {
    let images = 0;
    for (const name of names) {
      if (!isImage(name)) lookElsewhere(folder, name);
      else {
        images++;
        found.masks ||= mayBeMask(name);
      }
    }
    if (images === 0) return;
    found.images += images;
    found.masks ||= mayBeMask(folder);
    found.imagesIn.set(folder, (found.imagesIn.get(folder) ?? 0) + images);
  };
  const lookElsewhere = (folder: string, name: string): void => {
    if (mayBeNumbers(name)) found.texts.push(`${folder}${name}`);
    if (isTableName(name)) found.tables.push(`${folder}${name}`);
  };
  for (const part of files.parts) {
    if (!isEntry(part)) look(part.folder, namesOf(part), isImageName);
    else if (part.fault === null) {
      const folder = folderOf(part.path);
      if (part.slice) found.slices.push(part);
      look(folder, [part.path.slice(folder.length)], (name) => part.slice !== undefined || isImageName(name));
    }
  }
  return found;
}
