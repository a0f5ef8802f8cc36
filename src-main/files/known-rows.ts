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

/** Walks of all folders, after which whoever asks does not go by their order. */
const WALKS = 4;

/**
 * The rows of an earlier index by their paths. A scan asks for them folder by
 * folder: only those of one folder at a time have their names at hand, unless
 * they are asked for in another order, as those of a manifest are.
 */
export class KnownRows implements Known {
  readonly #rows: RowList;
  /** The places of parts in the list. */
  #partsOf: Map<string, number[]> | null = null;
  /** In the folders that are open, by name: the place of the row's part, times `STRIDE`, and of the row in it. */
  readonly #open = new Map<string, ReadonlyMap<string, number>>();
  #opened = 0;

  constructor(rows: RowList) {
    this.#rows = rows;
  }

  get size(): number {
    return this.#rows.length;
  }

  get(path: string): IndexedFile | undefined {
    const folder = folderOf(path);
    const place = (this.#open.get(folder) ?? this.#openFolder(folder)).get(path.slice(folder.length));
    return place === undefined ? undefined : this.#rowAt(place, path);
  }

  *keys(): Generator<string> {
    for (const { path } of this.#rows) yield path;
  }

  #openFolder(folder: string): ReadonlyMap<string, number> {
    this.#partsOf ??= placesByFolder(this.#rows);
    if (this.#opened++ < WALKS * this.#partsOf.size) this.#open.clear();
    const places = new Map<string, number>();
    for (const at of this.#partsOf.get(folder) ?? []) {
      const part = this.#rows.parts[at];
      if (!part) continue;
      const names = isRow(part) ? [part.path.slice(folder.length)] : namesOf(part.files);
      for (const [i, name] of names.entries()) places.set(name, at * STRIDE + i);
    }
    this.#open.set(folder, places);
    return places;
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
