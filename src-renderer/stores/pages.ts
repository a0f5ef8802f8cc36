/** Rows that are asked for at once: one answer in well under a frame, and a screen needs two at most. */
export const PAGE_ROWS = 100;

/** A long list of which only the pages that were looked at are here. */
export interface SparseList<Row> {
  readonly total: number;
  readonly pages: ReadonlyMap<number, readonly Row[]>;
}

export const EMPTY_LIST: SparseList<never> = { total: 0, pages: new Map() };

export function rowAt<Row>({ pages }: SparseList<Row>, index: number): Row | null {
  return pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null;
}

/** The pages that hold the rows from `first` to `last`. */
export function pagesOf(first: number, last: number): readonly number[] {
  const from = Math.floor(Math.max(0, first) / PAGE_ROWS);
  const to = Math.floor(Math.max(0, last) / PAGE_ROWS);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** The list with a page that has come. Pages past its end are gone. */
export function withPage<Row>(list: SparseList<Row>, page: number, rows: readonly Row[], total: number): SparseList<Row> {
  const pages = new Map([...list.pages].filter(([place]) => place * PAGE_ROWS < total));
  pages.set(page, rows);
  return { total, pages };
}

/** Only the pages in sight: what else was looked at may have changed and is asked for anew. */
export function onlyPages<Row>(list: SparseList<Row>, kept: readonly number[]): SparseList<Row> {
  return { total: list.total, pages: new Map([...list.pages].filter(([page]) => kept.includes(page))) };
}

/** Every row that is here, in order. */
export function knownRows<Row>({ pages }: SparseList<Row>): readonly Row[] {
  return [...pages].sort(([a], [b]) => a - b).flatMap(([, rows]) => rows);
}
