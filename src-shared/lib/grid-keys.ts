/** A list that is laid out in rows, and the item that has the focus. */
export interface GridPlace {
  readonly index: number;
  readonly count: number;
  /** Items in a row: 1 for a plain list, `count` for a row of bars. */
  readonly columns: number;
  /** Rows that Page Up and Page Down move by. */
  readonly page: number;
}

/**
 * The item that a key moves the focus to, as in ARIA's grid pattern; null if
 * the key moves nothing here.
 *
 * Left and right run on into the next row; Home and End go to the ends of the
 * row, with Ctrl to those of the whole.
 */
export function moveInGrid(key: string, { index, count, columns, page }: GridPlace, ctrl = false): number | null {
  const last = count - 1;
  const rowStart = index - (index % columns);
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(last, index + 1);
    case 'ArrowUp':
      return columns < count ? byRows(index, -1, count, columns) : null;
    case 'ArrowDown':
      return columns < count ? byRows(index, 1, count, columns) : null;
    case 'PageUp':
      return byRows(index, -page, count, columns);
    case 'PageDown':
      return byRows(index, page, count, columns);
    case 'Home':
      return ctrl || columns === 1 ? 0 : rowStart;
    case 'End':
      return ctrl || columns === 1 ? last : Math.min(last, rowStart + columns - 1);
    default:
      return null;
  }
}

/** Stays in its column; a last row that is too short gives its last item. */
function byRows(index: number, rows: number, count: number, columns: number): number {
  const column = index % columns;
  const lastRow = Math.floor((count - 1) / columns);
  const row = Math.min(Math.max(Math.floor(index / columns) + rows, 0), lastRow);
  return Math.min(row * columns + column, count - 1);
}
