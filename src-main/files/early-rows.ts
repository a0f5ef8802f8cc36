import { readdirSync } from 'node:fs';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { findClassFolders } from './class-folders.ts';
import type { ClassFolders } from './class-folders.ts';
import { detectLayout, pushClassFolderRows } from './detect-layout.ts';
import type { LayoutWish } from './detect-layout.ts';
import type { FileList } from './file-list.ts';
import type { IndexEvent } from './index-event.ts';
import { partEvents } from './part-events.ts';
import { RowList } from './row-list.ts';
import { sideNamed } from './side-name.ts';
import { isDicomName } from './slices.ts';
import { survey } from './survey.ts';

/** Files after which it is plain how a large folder is arranged; asked again at each doubling. */
const ENOUGH = 20_000;

/**
 * The rows of a large folder of class folders, told while it is still being
 * scanned: they are stored meanwhile, seen at once, and kept if the scan is
 * stopped. What the whole scan says stands: whoever takes it holds it against
 * `rows` and tells what differs.
 */
export class EarlyRows {
  /** All that has been told, in the order of the scan. */
  readonly rows = new RowList();
  readonly #folder: string;
  readonly #wish: LayoutWish;
  #folders: ClassFolders | null = null;
  #enough = ENOUGH;
  /** Parts of the scan and of the rows that are done with. */
  #taken = 0;
  #told = 0;

  constructor(folder: string, wish: LayoutWish) {
    this.#folder = folder;
    this.#wish = wish;
  }

  /** @param entries all that the scan has found so far. */
  *take(entries: FileList): Generator<IndexEvent> {
    if (this.#folders === null && entries.length >= this.#enough) {
      this.#enough *= 2;
      this.#folders = this.#guess(entries);
    }
    if (this.#folders === null) return;
    for (const part of entries.parts.slice(this.#taken)) pushClassFolderRows(this.rows, part, this.#folders);
    this.#taken = entries.parts.length;
    const parts = this.rows.parts.slice(this.#told);
    this.#told += parts.length;
    yield* partEvents(parts);
  }

  #guess(entries: FileList): ClassFolders | null {
    // The headers of these are looked at before anything is said of them.
    for (const { path } of entries) if (isDicomName(path)) return null;
    try {
      if (detectLayout(this.#folder, entries, this.#wish).finding.layout !== 'class-folders') return null;
    } catch (error) {
      // No layout fits as yet: what is still to be found may settle it.
      if (error instanceof BadInput) return null;
      throw error;
    }
    const { imagesIn } = survey(entries);
    const seen = new Set([...imagesIn.keys()].map((folder) => folder.slice(0, folder.indexOf('/'))));
    const ahead = tops(this.#folder).filter((name) => !seen.has(name));
    return findClassFolders(new Map([...imagesIn, ...ahead.map((name) => [firstOfImages(name), 1] as const)]));
  }
}

/** Folders directly in the scanned one: a scan that is still in the first of them does not know of the others. */
function tops(folder: string): readonly string[] {
  const dirents = readdirSync(folder, { withFileTypes: true });
  return dirents.filter((each) => each.isDirectory() && !each.name.startsWith('.')).map(({ name }) => name);
}

/** Where images would lie in it: in a class of a side, or in itself as a class. */
function firstOfImages(folder: string): string {
  return sideNamed(folder) === null ? `${folder}/` : `${folder}/any/`;
}
