import type { IndexedFile } from './indexed-file.ts';
import { folderOf, MOST_SIDE_BY_SIDE, namesOf } from './file-list.ts';
import type { FolderFiles } from './file-list.ts';

/** What many rows have in common: all of a row but its path, size, time and hash, where that is all it has of its own. */
type Shared = Pick<IndexedFile, 'label' | 'group' | 'side' | 'shape' | 'dtype' | 'spacingMm' | 'orientation'>;

/** Rows of files side by side in a folder, in columns. */
export interface RowStretch {
  readonly files: FolderFiles;
  /** One for all of them, or one each. */
  readonly shared: Shared | readonly Shared[];
  /** `HASH_DIGITS` for each row, blanks where it has none yet; null where none has one. */
  readonly hashes: string | null;
}

export type Placed = Pick<IndexedFile, 'label' | 'group' | 'side'>;

/** As `contentHash` gives them. */
const HASH_DIGITS = 32;

/** Fewer rows side by side take no less as columns than as objects. */
const LEAST_SIDE_BY_SIDE = 16;

/** Different things to share that are looked for again: where each row has its own, to keep them all would take more than the rows. */
const MOST_KINDS = 10_000;

/**
 * Rows in an order, a million of which take about 50 to 100 MB where they lie
 * in folders of many and have nothing of their own but names, sizes, times and
 * hashes. Rows with faults, masks, parts or numbers are kept as they are.
 */
export class RowList implements Iterable<IndexedFile> {
  readonly #parts: (RowStretch | IndexedFile)[] = [];
  readonly #kinds = new Map<string, Shared>();
  #length = 0;
  /** Those that are gathered: all in one folder, each to be kept in columns. */
  #open: IndexedFile[] = [];
  #folder = '';

  static from(rows: Iterable<IndexedFile>): RowList {
    const list = new RowList();
    for (const row of rows) list.push(row);
    return list;
  }

  get length(): number {
    return this.#length;
  }

  get parts(): readonly (RowStretch | IndexedFile)[] {
    this.#close();
    return this.#parts;
  }

  push(row: IndexedFile): void {
    this.#length++;
    const folder = folderOf(row.path);
    if (folder !== this.#folder || this.#open.length === MOST_SIDE_BY_SIDE) this.#close();
    if (hasMoreOfItsOwn(row)) {
      this.#close();
      this.#parts.push(row);
      return;
    }
    this.#folder = folder;
    this.#open.push(row);
  }

  /** Rows of which no more is known than where they were found. */
  pushFound(files: FolderFiles, { label, group, side }: Placed): void {
    this.#close();
    this.#parts.push({ files, shared: { label, group, side, shape: null, dtype: null }, hashes: null });
    this.#length += files.sizes.length;
  }

  *[Symbol.iterator](): Generator<IndexedFile> {
    for (const part of this.parts) {
      if (isRow(part)) yield part;
      else yield* rowsOfStretch(part);
    }
  }

  #close(): void {
    const rows = this.#open;
    if (rows.length === 0) return;
    this.#open = [];
    if (rows.length >= LEAST_SIDE_BY_SIDE) this.#parts.push(this.#inColumns(rows));
    else this.#parts.push(...rows);
  }

  #inColumns(rows: readonly IndexedFile[]): RowStretch {
    const start = this.#folder.length;
    const files = {
      folder: this.#folder,
      names: rows.map(({ path }) => path.slice(start)).join('/'),
      sizes: rows.map(({ sizeBytes }) => sizeBytes),
      times: rows.map(({ modifiedMs }) => modifiedMs),
    };
    const shared = rows.map((row) => this.#sharedBy(row));
    const [first] = shared;
    const hashes = rows.some(({ hash }) => hash !== null) ? rows.map(({ hash }) => (hash ?? '').padEnd(HASH_DIGITS)).join('') : null;
    return { files, shared: first && shared.every((each) => each === first) ? first : shared, hashes };
  }

  #sharedBy({ label, group, side, shape, dtype, spacingMm, orientation }: IndexedFile): Shared {
    const name = JSON.stringify([label, group, side, shape, dtype, spacingMm, orientation]);
    const known = this.#kinds.get(name);
    if (known) return known;
    const shared = { label, group, side, shape, dtype, ...(spacingMm && { spacingMm }), ...(orientation !== undefined && { orientation }) };
    if (this.#kinds.size >= MOST_KINDS) this.#kinds.clear();
    this.#kinds.set(name, shared);
    return shared;
  }
}

export function isRow(part: RowStretch | IndexedFile): part is IndexedFile {
  return 'path' in part;
}

export function* rowsOfStretch(stretch: RowStretch): Generator<IndexedFile> {
  const { folder } = stretch.files;
  const names = namesOf(stretch.files);
  for (let i = 0; i < names.length; i++) yield rowAt(stretch, i, `${folder}${names[i] ?? ''}`);
}

/** Row `i` of a stretch, whose path is known. */
export function rowAt({ files: { sizes, times }, shared, hashes }: RowStretch, i: number, path: string): IndexedFile {
  const { label, group, side, shape, dtype, spacingMm, orientation } = (Array.isArray(shared) ? shared[i] : shared) as Shared;
  const hash = hashes?.slice(i * HASH_DIGITS, (i + 1) * HASH_DIGITS).trimEnd() ?? '';
  return {
    ...{ path, label, group, side, sizeBytes: sizes[i] ?? 0, modifiedMs: times[i] ?? 0, shape, dtype, hash: hash === '' ? null : hash, fault: null, mask: null },
    ...(spacingMm && { spacingMm }),
    ...(orientation !== undefined && { orientation }),
  };
}

/** Fields that columns have no place for. A new field of `IndexedFile` belongs here or into `Shared`. */
const OF_ITS_OWN: Readonly<Record<Exclude<keyof IndexedFile, 'path' | 'sizeBytes' | 'modifiedMs' | 'hash' | keyof Shared>, true>> = {
  fault: true,
  mask: true,
  parts: true,
  files: true,
  targets: true,
  pixels: true,
};
const NAMES_OF_ITS_OWN = Object.keys(OF_ITS_OWN) as readonly (keyof typeof OF_ITS_OWN)[];

function hasMoreOfItsOwn(row: IndexedFile): boolean {
  return (row.hash !== null && row.hash.length !== HASH_DIGITS) || NAMES_OF_ITS_OWN.some((name) => row[name] !== null && row[name] !== undefined);
}
