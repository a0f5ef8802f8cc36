import { readdirSync } from 'node:fs';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { findClassFolders, placer } from './class-folders.ts';
import { classFolderRow, detectLayout } from './detect-layout.ts';
import type { LayoutWish } from './detect-layout.ts';
import type { IndexEvent } from './index-event.ts';
import type { IndexedFile } from './indexed-file.ts';
import { isImageName } from './indexed-file.ts';
import { rowEvents } from './row-events.ts';
import type { FileEntry } from './scan.ts';
import { sideNamed } from './side-name.ts';

/** Files after which it is plain how a large folder is arranged; asked again at each doubling. */
const ENOUGH = 20_000;

/** The headers of these are looked at before anything is said of them. */
const DICOM_NAME = /\.(dcm|dicom|ima)$/i;

/**
 * The rows of a large folder of class folders, told while it is still being
 * scanned: they are stored meanwhile, seen at once, and kept if the scan is
 * stopped. What the whole scan says stands: whoever takes it holds it against
 * `rows` and tells what differs.
 */
export class EarlyRows {
  /** All that has been told, in the order of the scan. */
  readonly rows: IndexedFile[] = [];
  readonly #folder: string;
  readonly #wish: LayoutWish;
  #placeOf: ReturnType<typeof placer> | null = null;
  #enough = ENOUGH;
  #next = 0;

  constructor(folder: string, wish: LayoutWish) {
    this.#folder = folder;
    this.#wish = wish;
  }

  /** @param entries all that the scan has found so far; rows take their places, so that a million files are kept once. */
  *take(entries: FileEntry[]): Generator<IndexEvent> {
    if (this.#placeOf === null && entries.length >= this.#enough) {
      this.#enough *= 2;
      this.#placeOf = this.#guess(entries);
    }
    const placeOf = this.#placeOf;
    if (placeOf === null) return;
    const first = this.rows.length;
    for (; this.#next < entries.length; this.#next++) {
      const entry = entries[this.#next] as FileEntry;
      const row = classFolderRow(entry, placeOf);
      if (row === null) continue;
      this.rows.push(row);
      if (row.fault === entry.fault) entries[this.#next] = row;
    }
    yield* rowEvents(this.rows.slice(first));
  }

  #guess(entries: readonly FileEntry[]): ReturnType<typeof placer> | null {
    const images = entries.filter(({ path, fault }) => fault === null && isImageName(path)).map(({ path }) => path);
    if (images.some((path) => DICOM_NAME.test(path))) return null;
    try {
      if (detectLayout(this.#folder, entries, this.#wish).finding.layout !== 'class-folders') return null;
    } catch (error) {
      // No layout fits as yet: what is still to be found may settle it.
      if (error instanceof BadInput) return null;
      throw error;
    }
    const seen = new Set(images.map((path) => path.slice(0, path.indexOf('/'))));
    const ahead = tops(this.#folder).filter((name) => !seen.has(name));
    const folders = findClassFolders([...images, ...ahead.map(firstImage)]);
    return folders && placer(folders);
  }
}

/** Folders directly in the scanned one: a scan that is still in the first of them does not know of the others. */
function tops(folder: string): readonly string[] {
  const dirents = readdirSync(folder, { withFileTypes: true });
  return dirents.filter((each) => each.isDirectory() && !each.name.startsWith('.')).map(({ name }) => name);
}

/** Where an image would lie in it: in a class of a side, or in a class. */
function firstImage(folder: string): string {
  return sideNamed(folder) === null ? `${folder}/any` : `${folder}/any/any`;
}
