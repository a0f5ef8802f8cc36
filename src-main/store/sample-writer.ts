import type { FoundFiles, IndexedFile } from '../../src-shared/domain/index-event.ts';
import type { MaskRecord } from '../../src-shared/domain/sample.ts';
import { foundRow } from '../../src-shared/lib/found-files.ts';
import { sql } from './database.ts';
import type { Database } from './database.ts';

/** What the counts beside the samples are made from. */
interface Counted {
  readonly id: number;
  readonly label: string | null;
  readonly side: string | null;
  readonly fault: string | null;
  readonly shape: string | null;
  readonly dtype: string | null;
  readonly size_bytes: number;
  readonly mask: string | null;
  readonly spacing: string | null;
  readonly orientation: string | null;
}

interface Tally {
  count: number;
  bytes: number;
}

/**
 * Writes rows of a dataset's index and keeps the counts beside them right:
 * within one transaction, `save` last.
 */
export class SampleWriter {
  readonly #db: Database;
  readonly #dataset: number;
  readonly #counts = new Map<string, Tally>();
  readonly #kinds = new Map<string, Tally>();
  readonly #masks = new Map<string, Tally>();
  readonly #grids = new Map<string, Tally>();
  #next: number;
  #arranged = false;

  constructor(db: Database, dataset: number) {
    this.#db = db;
    this.#dataset = dataset;
    this.#next = sql<{ next: number }>(db, 'SELECT next_sample AS next FROM datasets WHERE key = ?').get(dataset)?.next ?? 1;
  }

  /** Writes a row over the one of the same path, which keeps its id. */
  put(record: IndexedFile): void {
    const before = this.#find(record.path);
    const row = {
      dataset: this.#dataset,
      id: before?.id ?? this.#next++,
      path: record.path,
      label: record.label,
      group: record.group,
      side: record.side,
      size_bytes: record.sizeBytes,
      modified_ms: record.modifiedMs,
      shape: record.shape === null ? null : JSON.stringify(record.shape),
      dtype: record.dtype,
      hash: record.hash === null ? null : Buffer.from(record.hash, 'hex'),
      fault: record.fault,
      mask: record.mask === null ? null : JSON.stringify(record.mask),
      spacing: record.spacingMm === undefined ? null : JSON.stringify(record.spacingMm),
      orientation: record.orientation ?? null,
      files: record.files === undefined ? null : JSON.stringify(record.files),
      targets: record.targets === undefined ? null : JSON.stringify(record.targets),
      pixels: record.pixels === undefined ? null : Buffer.from(record.pixels, 'hex'),
      parts: record.parts === undefined ? null : JSON.stringify(record.parts),
    };
    sql(this.#db, before ? UPDATE : INSERT).run(row);
    this.#tally(before, row);
  }

  /** Adds rows; one whose path is there already is written over it. */
  putFound(event: FoundFiles): void {
    const { label, side, names, sizes } = event;
    const there: number[] = [];
    for (let from = 0; from < names.length; ) {
      const left = names.length - from;
      const count = AT_ONCE.find((rows) => rows <= left) ?? 1;
      there.push(...this.#insertFound(event, from, count));
      from += count;
    }
    const count = names.length - there.length;
    const bytesOf = (all: number, size: number | undefined) => all + (size ?? 0);
    if (count > 0) {
      this.#arranged = true;
      add(this.#counts, countKey({ label, side, fault: null }), count, sizes.reduce(bytesOf, 0) - there.map((i) => sizes[i]).reduce(bytesOf, 0));
    }
    for (const i of there) this.put(foundRow(event, i));
  }

  /** Adds so many rows by one statement; gives the places of those that are there already, which are left as they are. */
  #insertFound({ folder, label, group, side, names, sizes, times }: FoundFiles, from: number, count: Rows): number[] {
    const first = this.#next;
    const values: unknown[] = [this.#dataset, first, folder, label, group, side];
    for (let i = from; i < from + count; i++) values.push(names[i], sizes[i], times[i]);
    const { changes } = sql(this.#db, INSERT_FOUND[count]).run(values);
    if (changes > 0) this.#next += count;
    if (changes === count) return [];
    const places = Array.from({ length: count }, (_, i) => from + i);
    return places.filter((i) => this.#find(`${folder}${names[i]}`)?.id !== first + i - from);
  }

  /** Removes the row of a path, if there is one. */
  remove(path: string): void {
    const before = this.#find(path);
    if (!before) return;
    sql(this.#db, 'DELETE FROM samples WHERE dataset = ? AND id = ?').run(this.#dataset, before.id);
    this.#tally(before, undefined);
  }

  save(): void {
    for (const [key, { count, bytes }] of this.#counts) {
      if (count !== 0 || bytes !== 0) sql(this.#db, ADD_COUNT).run(this.#dataset, ...(JSON.parse(key) as (string | number)[]), count, bytes);
    }
    for (const [key, { count }] of this.#kinds) {
      if (count !== 0) sql(this.#db, ADD_KIND).run(this.#dataset, ...(JSON.parse(key) as string[]), count);
    }
    for (const [key, { count }] of this.#masks) {
      if (count !== 0) sql(this.#db, ADD_MASK).run(this.#dataset, ...(JSON.parse(key) as (string | number)[]), count);
    }
    for (const [key, { count }] of this.#grids) {
      if (count !== 0) sql(this.#db, ADD_GRID).run(this.#dataset, ...(JSON.parse(key) as string[]), count);
    }
    sql(this.#db, 'UPDATE datasets SET next_sample = ?, arrangement = arrangement + ? WHERE key = ?').run(
      this.#next,
      this.#arranged ? 1 : 0,
      this.#dataset,
    );
  }

  #find(path: string): Counted | undefined {
    return sql<Counted>(
      this.#db,
      'SELECT id, label, side, fault, shape, dtype, size_bytes, mask, spacing, orientation FROM samples WHERE dataset = ? AND path = ?',
    ).get(this.#dataset, path);
  }

  #tally(before: Counted | undefined, after: Counted | undefined): void {
    if (!before || !after || countKey(before) !== countKey(after)) this.#arranged = true;
    for (const [row, sign] of [[before, -1], [after, 1]] as const) {
      if (!row) continue;
      add(this.#counts, countKey(row), sign, sign * row.size_bytes);
      if (row.shape !== null && row.dtype !== null && row.fault === null) add(this.#kinds, JSON.stringify([row.shape, row.dtype]), sign, 0);
      if (row.spacing !== null && row.orientation !== null && row.fault === null) add(this.#grids, JSON.stringify([rounded(row.spacing), row.orientation]), sign, 0);
      for (const key of maskKeys(row)) add(this.#masks, key, sign, 0);
    }
  }
}

/** To the thousandth of a mm: files of one scanner differ in the digits behind. */
function rounded(spacing: string): string {
  return JSON.stringify((JSON.parse(spacing) as number[]).map((size) => Number(size.toFixed(3))));
}

/** One for each number that a usable mask shows. */
function maskKeys({ mask, fault, side }: Counted): readonly string[] {
  if (mask === null || fault !== null) return [];
  return ((JSON.parse(mask) as MaskRecord).values ?? []).map((value) => JSON.stringify([value, side ?? '']));
}

function countKey({ label, side, fault }: Pick<Counted, 'label' | 'side' | 'fault'>): string {
  return JSON.stringify([label ?? '', side ?? '', fault === null ? 0 : 1]);
}

function add(tallies: Map<string, Tally>, key: string, count: number, bytes: number): void {
  const tally = tallies.get(key);
  if (!tally) tallies.set(key, { count, bytes });
  else {
    tally.count += count;
    tally.bytes += bytes;
  }
}

const INSERT = `
  INSERT INTO samples (dataset, id, path, label, "group", side, size_bytes, modified_ms, shape, dtype, hash, fault, mask, spacing, orientation, files, targets, parts, pixels)
  VALUES (@dataset, @id, @path, @label, @group, @side, @size_bytes, @modified_ms, @shape, @dtype, @hash, @fault, @mask, @spacing, @orientation, @files, @targets, @parts, @pixels)`;

/** Rows by one statement: to call SQLite for each of a million takes twice as long as what it then does. */
const AT_ONCE = [200, 20, 1] as const;
type Rows = (typeof AT_ONCE)[number];

/** By place: names for the values would take as long as the insert. What the rows have in common comes first, then name, size and time of each. */
function insertFound(count: number): string {
  return `
  INSERT INTO samples (dataset, id, path, label, "group", side, size_bytes, modified_ms)
  SELECT ?, ? + column1, ? || column2, ?, ?, ?, column3, column4 FROM (VALUES ${Array.from({ length: count }, (_, i) => `(${i}, ?, ?, ?)`).join(', ')})
  WHERE true ON CONFLICT (dataset, path) DO NOTHING`;
}
const INSERT_FOUND: Readonly<Record<Rows, string>> = { 200: insertFound(200), 20: insertFound(20), 1: insertFound(1) };

const UPDATE = `
  UPDATE samples SET label = @label, "group" = @group, side = @side, size_bytes = @size_bytes, modified_ms = @modified_ms,
    shape = @shape, dtype = @dtype, hash = @hash, fault = @fault, mask = @mask, spacing = @spacing, orientation = @orientation,
    files = @files, targets = @targets, parts = @parts, pixels = @pixels WHERE dataset = @dataset AND id = @id`;

const ADD_COUNT = `
  INSERT INTO sample_counts (dataset, label, side, faulty, count, size_bytes) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (dataset, label, side, faulty) DO UPDATE SET count = count + excluded.count, size_bytes = size_bytes + excluded.size_bytes`;

const ADD_KIND = `
  INSERT INTO sample_kinds (dataset, shape, dtype, count) VALUES (?, ?, ?, ?)
  ON CONFLICT (dataset, shape, dtype) DO UPDATE SET count = count + excluded.count`;

const ADD_MASK = `
  INSERT INTO mask_counts (dataset, value, side, count) VALUES (?, ?, ?, ?)
  ON CONFLICT (dataset, value, side) DO UPDATE SET count = count + excluded.count`;

const ADD_GRID = `
  INSERT INTO sample_grids (dataset, spacing, orientation, count) VALUES (?, ?, ?, ?)
  ON CONFLICT (dataset, spacing, orientation) DO UPDATE SET count = count + excluded.count`;
