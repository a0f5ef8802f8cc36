import { SIDES } from '../../src-shared/domain/sample.ts';
import type { Side } from '../../src-shared/domain/sample.ts';
import { folderOf } from './file-list.ts';
import { sideNamed } from './side-name.ts';

/** Images in folders that are named by their class, perhaps below train/, val/ and test/. */
export interface ClassFolders {
  /** The folder that holds them: empty, or with a `/` at its end. */
  readonly base: string;
  readonly sides: readonly string[];
  readonly classes: readonly string[];
}

/** Where a file stands in class folders; a file that stands outside of them has a fault. */
export interface Placement {
  readonly label: string | null;
  readonly side: Side | null;
  readonly fault: string | null;
}

/** Folders, in lower case, that are named by what they hold. */
export const IMAGE_FOLDERS: readonly string[] = ['image', 'images', 'img', 'imgs', 'imagestr', 'imagests'];
export const MASK_FOLDERS: readonly string[] = ['mask', 'masks', 'label', 'labels', 'labelstr', 'labelsts', 'annotation', 'annotations', 'segmentation', 'segmentations', 'gt'];

/**
 * Tells class folders from where images lie alone; null if there are fewer
 * than two classes, or if most images lie elsewhere.
 *
 * A single folder around them all (`archive/…`) is looked into.
 *
 * @param counts how many images lie in each folder; see `countByFolder`.
 */
export function findClassFolders(counts: ReadonlyMap<string, number>): ClassFolders | null {
  let base = '';
  for (;;) {
    const tops = foldersBelow([...counts.keys()], base);
    const sides = [...tops].filter(([name, top]) => sideNamed(name) !== null && top.inner.size > 0).map(([name]) => name);
    const [wrapper] = tops;
    if (sides.length === 0 && tops.size === 1 && wrapper?.[1].direct === 0) {
      base += `${wrapper[0]}/`;
      continue;
    }
    const classes = sides.length > 0 ? new Set(sides.flatMap((name) => [...(tops.get(name)?.inner ?? [])])) : new Set(tops.keys());
    const found = { base, sides: sides.sort(inOrder), classes: [...classes].sort() };
    return isPlausible(found, counts) ? found : null;
  }
}

export function placeIn(folders: ClassFolders, path: string): Placement {
  const { base, sides } = folders;
  const parts = path.startsWith(base) ? path.slice(base.length).split('/') : [];
  const [first = '', second = ''] = parts;
  if (sides.length === 0) return parts.length > 1 ? { label: first, side: null, fault: null } : outside('a class folder');
  if (!sides.includes(first)) return outside(listOf(sides, 'or'));
  return parts.length > 2 ? { label: second, side: sideNamed(first), fault: null } : outside(`a class folder of ${first}/`);
}

/** How many of the paths lie in each folder, by its path with a `/` at its end; the root is ''. */
export function countByFolder(paths: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
  return counts;
}

/** "train/, val/ and test/" */
export function listOf(folders: readonly string[], word: 'and' | 'or'): string {
  const names = folders.map((name) => `${name}/`);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}

/** Train, validation, test. */
function inOrder(a: string, b: string): number {
  const place = (name: string) => SIDES.findIndex((side) => side === sideNamed(name));
  return place(a) - place(b);
}

interface Top {
  /** Images that lie in it, not deeper. */
  direct: number;
  /** Its folders that hold images. */
  readonly inner: Set<string>;
}

/** @param folders those that hold images, each with a `/` at its end. */
function foldersBelow(folders: readonly string[], base: string): Map<string, Top> {
  const tops = new Map<string, Top>();
  for (const path of folders) {
    const slash = path.indexOf('/', base.length);
    if (!path.startsWith(base) || slash === -1) continue;
    const name = path.slice(base.length, slash);
    const top = tops.get(name) ?? { direct: 0, inner: new Set<string>() };
    tops.set(name, top);
    const next = path.indexOf('/', slash + 1);
    if (next === -1) top.direct++;
    else top.inner.add(path.slice(slash + 1, next));
  }
  return tops;
}

/** Whether folders of these names side by side are images and their masks, not two classes. */
export function areMasks(folders: readonly string[]): boolean {
  const names = folders.map((name) => name.toLowerCase());
  return names.some((name) => IMAGE_FOLDERS.includes(name)) && names.some((name) => MASK_FOLDERS.includes(name));
}

function isPlausible(folders: ClassFolders, counts: ReadonlyMap<string, number>): boolean {
  const names = folders.classes.map((name) => name.toLowerCase());
  if (names.length < 2) return false;
  // train/ and test/ without classes in them.
  if (folders.sides.length === 0 && names.some((name) => sideNamed(name) === 'train')) return false;
  if (areMasks(names)) return false;
  let [placed, all] = [0, 0];
  for (const [folder, count] of counts) {
    all += count;
    if (placeIn(folders, `${folder}any`).fault === null) placed += count;
  }
  return placed * 2 >= all;
}

function outside(where: string): Placement {
  return { label: null, side: null, fault: `expected it in ${where}, but it lies outside` };
}
