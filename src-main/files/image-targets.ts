import { IMAGE_FOLDERS, MASK_FOLDERS } from './class-folders.ts';
import { withoutExtension } from './indexed-file.ts';
import type { IndexedFile } from './indexed-file.ts';
import { readNumbersAt } from './numbers.ts';
import { patientOf } from './patient-name.ts';
import type { FileEntry } from './file-entry.ts';
import { sideOf } from './side-name.ts';

/** Images and text files of the same names that hold numbers, as delira's ground truth. */
export interface NumberedImages {
  readonly pairs: readonly { readonly image: string; readonly text: string }[];
  /** Images without such a file. */
  readonly alone: readonly string[];
  /** Numbers in each file, as the first of them has it. */
  readonly count: number;
}

/** Folders of text files beside `images/`. */
const TEXT_FOLDERS: readonly string[] = [...MASK_FOLDERS, 'target', 'targets', 'value', 'values', 'number', 'numbers'];

/** So many files are looked into before all are taken for numbers. */
const LOOKED_AT = 20;

/** Whether a file may hold numbers by its name. */
export function mayBeNumbers(name: string): boolean {
  return /\.txt$/i.test(name);
}

/**
 * Pairs images with text files of the same name, beside them or in a folder
 * such as `targets/` beside `images/`; null unless at least half of the images
 * have one, and the first of them hold equally many numbers each.
 */
export function findNumberedImages(root: string, images: readonly string[], textFiles: readonly string[]): NumberedImages | null {
  const texts = new Map(textFiles.map((path) => [nameOf(path), path]));
  if (texts.size === 0) return null;
  const pairs: { image: string; text: string }[] = [];
  const alone: string[] = [];
  for (const image of [...images].sort()) {
    const text = texts.get(nameOf(image));
    if (text === undefined) alone.push(image);
    else pairs.push({ image, text });
  }
  if (pairs.length === 0 || pairs.length < alone.length) return null;
  const counts = pairs.slice(0, LOOKED_AT).map(({ text }) => countOf(root, text));
  const [count = 0] = counts;
  return count > 0 && counts.every((each) => each === count) ? { pairs, alone, count } : null;
}

/** What the numbers are called. */
export function targetNames(count: number): readonly string[] {
  return count === 1 ? ['target'] : Array.from({ length: count }, (_, i) => `target ${i + 1}`);
}

/** "270 images have a text file of the same name with 2 numbers, such as 7.png and 7.txt." */
export function numberedInWords({ pairs, alone, count }: NumberedImages): string {
  const [first] = pairs;
  const example = first ? `, such as ${first.image} and ${first.text}` : '';
  const without = alone.length === 0 ? '' : ` Images without one: ${inWords(alone.length)}.`;
  return `${inWords(pairs.length)} ${pairs.length === 1 ? 'image has a text file' : 'images have text files'} of the same name with ${count === 1 ? 'a number' : `${count} numbers`}${example}.${without}`;
}

/** One record for each image; the numbers are read with its header. */
export function recordsOfNumbered({ pairs, alone }: NumberedImages, entries: ReadonlyMap<string, FileEntry>): readonly IndexedFile[] {
  const [first] = pairs;
  const bare = (path: string): IndexedFile => {
    const { sizeBytes = 0, modifiedMs = 0, fault = null } = entries.get(path) ?? {};
    return { path, label: null, group: patientOf(path), side: sideOf(path), sizeBytes, modifiedMs, shape: null, dtype: null, hash: null, fault, mask: null };
  };
  return [
    ...pairs.map(({ image, text }): IndexedFile => {
      const { sizeBytes = 0, modifiedMs = 0 } = entries.get(text) ?? {};
      return { ...bare(image), parts: [{ array: 'target', path: text, sizeBytes, modifiedMs, hash: null }] };
    }),
    ...alone.map((path): IndexedFile => ({ ...bare(path), fault: `expected a text file of its name with numbers, as ${first?.image} has ${first?.text}, but found none` })),
  ];
}

/** 0 where a file holds something else, or cannot be read: then it tells nothing. */
function countOf(root: string, path: string): number {
  try {
    return readNumbersAt(`${root}/${path}`).length;
  } catch {
    return 0;
  }
}

/** Folders and stem, the same for an image and its text: `images/a/1.png` and `targets/a/1.txt`. */
function nameOf(path: string): string {
  const parts = path.split('/');
  const stem = withoutExtension(parts.pop() ?? '');
  const at = parts.findLastIndex((part) => IMAGE_FOLDERS.includes(part.toLowerCase()) || TEXT_FOLDERS.includes(part.toLowerCase()));
  return [...(at === -1 ? parts : parts.toSpliced(at, 1)), stem].join('/');
}

function inWords(number: number): string {
  return number.toLocaleString('en');
}
