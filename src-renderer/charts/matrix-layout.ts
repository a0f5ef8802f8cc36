/** Sizes of a confusion matrix, in CSS pixels. */
export interface MatrixLayout {
  /** From one cell to the next. */
  readonly cell: number;
  /** Numbers fit into the cells; else there are colours only, and the line below tells the number. */
  readonly withText: boolean;
  readonly columnHead: number;
  /** Names of columns lie above their cells; else they stand on end. */
  readonly upright: boolean;
}

export const ROW_HEAD = 120;
const LEAST_COLUMN_HEAD = 32;
const MOST_COLUMN_HEAD = 84;
/** About the width of a letter of a heading. */
const LETTER = 7;
const LEAST_CELL = 10;
const MOST_CELL = 52;
const LEAST_FOR_TEXT = 30;

/** Fits a matrix into a width; below a least size of cells it is wider, and scrolls. */
export function matrixLayout(width: number, classes: readonly string[]): MatrixLayout {
  const room = Math.floor((width - ROW_HEAD) / Math.max(1, classes.length));
  const cell = Math.min(Math.max(room, LEAST_CELL), MOST_CELL);
  const longest = classes.reduce((most, name) => Math.max(most, name.length), 0) * LETTER;
  const upright = longest < cell;
  const onEnd = Math.min(MOST_COLUMN_HEAD, Math.max(LEAST_COLUMN_HEAD, longest + 8));
  return { cell, withText: cell >= LEAST_FOR_TEXT, columnHead: upright ? LEAST_COLUMN_HEAD : onEnd, upright };
}
