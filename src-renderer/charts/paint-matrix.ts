import type { CanvasTheme } from './theme.ts';
import { cellStrength, countInWords, shareInWords } from './matrix-shares.ts';

export interface MatrixPicture {
  /** Classes along each side. */
  readonly size: number;
  /** Row-major: truth × prediction, as are the shares of the true class. */
  readonly counts: readonly number[];
  readonly shares: readonly number[];
  readonly show: 'counts' | 'shares';
  /** From one cell to the next, in CSS pixels. */
  readonly cell: number;
  readonly withText: boolean;
}

const GAP = 1;
const FONT_PIXELS = 12;

/** Draws the cells; colours tell the share of the true class, whichever number is written. */
export function paintMatrix(context: CanvasRenderingContext2D, picture: MatrixPicture, theme: CanvasTheme): void {
  const { size, counts, shares, cell } = picture;
  context.font = `${FONT_PIXELS}px ${theme.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let i = 0; i < size * size; i++) {
    const [row, column] = [Math.floor(i / size), i % size];
    context.fillStyle = cellColour(shares[i] ?? 0, row === column, theme);
    context.fillRect(column * cell, row * cell, cell - GAP, cell - GAP);
    if (!picture.withText || !counts[i]) continue;
    context.fillStyle = theme.colour('var(--chart-cell-text)');
    const text = picture.show === 'counts' ? countInWords(counts[i] ?? 0) : shareInWords(shares[i] ?? 0);
    context.fillText(text, column * cell + (cell - GAP) / 2, row * cell + (cell - GAP) / 2 + 1, cell - 2);
  }
}

export function cellColour(share: number, right: boolean, theme: CanvasTheme): string {
  const full = right ? 'var(--chart-right)' : 'var(--chart-wrong)';
  return theme.colour(`color-mix(in oklab, ${full} ${cellStrength(share, right)}%, var(--chart-track))`);
}
