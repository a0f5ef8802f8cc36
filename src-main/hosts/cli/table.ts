/**
 * Rows with their columns aligned, two spaces apart. Columns of numbers are
 * aligned at the right; a heading of null leaves the headings out.
 */
export function table(headings: readonly string[] | null, rows: readonly (readonly string[])[]): string {
  const all = headings === null ? rows : [headings, ...rows];
  const count = Math.max(0, ...all.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  const numeric = widths.map((_, column) => rows.length > 0 && rows.every((row) => NUMBER.test(row[column] ?? '')));
  return all
    .map((row) => widths.map((width, column) => pad(row[column] ?? '', width, numeric[column] === true)).join('  ').trimEnd())
    .join('\n');
}

/** A number with or without a unit; nothing at all, or a dash for it, stands among numbers too. */
const NUMBER = /^$|^–$|^[-+]?[\d.,]+( ?(%|s|[KMGT]?B|bytes))?$/;

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}

/** As the terminal counts: by letters, not by units of UTF-16. */
function widthOf(text: string): number {
  return [...text].length;
}
