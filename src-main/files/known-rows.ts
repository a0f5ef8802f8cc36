import type { IndexedFile } from './indexed-file.ts';
import { folderOf, MOST_SIDE_BY_SIDE, namesOf } from './file-list.ts';
import { isRow, rowAt } from './row-list.ts';
import type { RowList } from './row-list.ts';

/** The rows of an earlier index: a map, or `KnownRows`, which take a fifth of its memory. */
export interface Known {
  readonly size: number;
  get(path: string): IndexedFile | undefined;
  keys(): Iterable<string>;
}

/** More than the rows of one part. */
const STRIDE = MOST_SIDE_BY_SIDE + 1;

/**
 * The rows of an earlier index by their paths. They are asked for in the order
 * of a scan: only those of one folder at a time have their names at hand.
 */
export class KnownRows implements Known {
  readonly #rows: RowList;
  /** The places of parts in the list. */
  #partsOf: Map<string, number[]> | null = null;
  #folder: string | null = null;
  /** In that folder, by name: the place of the row's part, times `STRIDE`, and of the row in it. */
  #places = new Map<string, number>();

  constructor(rows: RowList) {
    this.#rows = rows;
  }

  get size(): number {
    return this.#rows.length;
  }

  get(path: string): IndexedFile | undefined {
    const folder = folderOf(path);
    if (folder !== this.#folder) this.#open(folder);
    const place = this.#places.get(path.slice(folder.length));
    return place === undefined ? undefined : this.#rowAt(place, path);
  }

  *keys(): Generator<string> {
    for (const { path } of this.#rows) yield path;
  }

  #open(folder: string): void {
    this.#partsOf ??= placesByFolder(this.#rows);
    this.#folder = folder;
    this.#places = new Map();
    for (const at of this.#partsOf.get(folder) ?? []) {
      const part = this.#rows.parts[at];
      if (!part) continue;
      const names = isRow(part) ? [part.path.slice(folder.length)] : namesOf(part.files);
      for (const [i, name] of names.entries()) this.#places.set(name, at * STRIDE + i);
    }
  }

  #rowAt(place: number, path: string): IndexedFile | undefined {
    const part = this.#rows.parts[Math.floor(place / STRIDE)];
    return part === undefined || isRow(part) ? part : rowAt(part, place % STRIDE, path);
  }
}

function placesByFolder({ parts }: RowList): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, part] of parts.entries()) {
    const folder = isRow(part) ? folderOf(part.path) : part.files.folder;
    const known = places.get(folder);
    if (known) known.push(at);
    else places.set(folder, [at]);
  }
  return places;
}
