/** Cells of one size that fill the width of a grid. */
export interface GridLayout {
  readonly columns: number;
  readonly rows: number;
  /** In CSS pixels. */
  readonly cellWidth: number;
  /** From one row to the next, with the gap. */
  readonly rowHeight: number;
}

export interface GridNeeds {
  readonly width: number;
  readonly count: number;
  readonly minCellWidth: number;
  readonly gap: number;
  /** Width over height of a picture. */
  readonly aspect: number;
  readonly captionHeight: number;
}

/** As many columns as fit; cells grow to fill what is left. */
export function gridLayout({ width, count, minCellWidth, gap, aspect, captionHeight }: GridNeeds): GridLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (minCellWidth + gap)));
  const cellWidth = Math.max(1, (width - gap * (columns - 1)) / columns);
  return { columns, rows: Math.ceil(count / columns), cellWidth, rowHeight: Math.round(cellWidth / aspect) + captionHeight + gap };
}

/**
 * The scroll offset that brings a row into sight: no change if it is there,
 * else the least that does it, or the row at the top if so asked.
 */
export function offsetForRow(row: number, rowHeight: number, offset: number, viewHeight: number, align: 'least' | 'start'): number {
  const start = row * rowHeight;
  if (align === 'start' || start < offset) return start;
  return Math.max(offset, start + rowHeight - viewHeight);
}

/** Browsers lay out no element much higher than this: Firefox 17.8, Chromium 33.5 million pixels. */
export const TALLEST = 15_000_000;

/**
 * How many pixels of the content one pixel of the scroll bar stands for: 1
 * unless the content is higher than a browser can lay out.
 */
export function scrollScale(contentHeight: number, viewHeight: number): number {
  return contentHeight <= TALLEST ? 1 : (contentHeight - viewHeight) / (TALLEST - viewHeight);
}
