import { BadImage } from '../imaging/bad-image.ts';
import { openFile, readWhole } from './open-file.ts';
import type { OpenFile } from './open-file.ts';

/** A larger text is no list of a few numbers. */
const MOST_TEXT_BYTES = 64 * 1024;

/** A number as spreadsheets, NumPy and C write it; not "Infinity", "0x1f" or "". */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text means; null if it means none. */
export function numberIn(text: string): number | null {
  const trimmed = text.trim();
  const value = NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/**
 * The numbers of a text, parted by spaces, line ends, commas or semicolons, as
 * NumPy's `savetxt` writes them; what follows a # is a remark.
 *
 * @throws BadImage if anything else stands there, or nothing.
 */
export function numbersIn(text: string): readonly number[] {
  const words = text.replace(/^\uFEFF/, '').replaceAll(/#.*/g, '').split(/[\s,;]+/).filter((word) => word !== '');
  if (words.length === 0) throw new BadImage('expected a number, but found nothing');
  return words.map((word) => {
    const value = numberIn(word);
    if (value === null) throw new BadImage(`expected a number, but found ${JSON.stringify(word.slice(0, 40))}`);
    return value;
  });
}

/** `numbersIn` of an open text file. */
export function readNumbers(file: OpenFile): readonly number[] {
  if (file.size > MOST_TEXT_BYTES) throw new BadImage(`expected a text with a few numbers, but found ${file.size} bytes`);
  return numbersIn(new TextDecoder().decode(readWhole(file)));
}

/** `readNumbers` of the file at a path. */
export function readNumbersAt(path: string): readonly number[] {
  const file = openFile(path);
  try {
    return readNumbers(file);
  } finally {
    file.close();
  }
}
