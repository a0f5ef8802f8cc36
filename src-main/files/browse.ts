import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FileKind } from '../../src-shared/api/system.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { isImageName } from './indexed-file.ts';
import { reasonOf } from './reason.ts';

export interface NamedPath {
  readonly name: string;
  readonly path: string;
}

/** A folder as the dialog shows it: what can be chosen in it, and whether it holds images. */
export interface FolderView {
  /** Null for the list of roots. */
  readonly folder: NamedPath | null;
  /** Null where the next folder up is none of the roots'. */
  readonly parent: NamedPath | null;
  readonly folders: readonly NamedPath[];
  /** Files in it of the kind that is asked for, by name and the first of them only; none unless one is. */
  readonly files: readonly NamedPath[];
  /** The file that the path led to, whose folder is listed. */
  readonly file: NamedPath | null;
  /** Files in it that are called like images, or as the kind is that is asked for. */
  readonly images: number;
  /** Folders in it that may not be read; they are not listed. */
  readonly unreadable: number;
}

/** So many files are listed: a page can show them at once, and nobody ticks more by hand. */
export const MOST_FILES = 1000;

/** What files of a kind are called. */
const IS_OF: Readonly<Record<FileKind, (name: string) => boolean>> = { images: isImageName, weights: (name) => name === 'model.json' || /\.safetensors$/i.test(name) };

const NATURAL = new Intl.Collator('en', { numeric: true });

/**
 * Lists a folder that lies in one of the roots, or the roots themselves.
 * Links are followed before that is decided; hidden folders are left out, and so
 * are files of other kinds and links to files elsewhere.
 *
 * @param path may have been typed by the user; nothing is told of what lies elsewhere, not even whether it is there.
 * @param options.files also lists files of that kind, and takes the path of one for that of its folder.
 * @throws BadInput if the folder lies elsewhere or cannot be read.
 */
export function browse(roots: readonly string[], path: string | null, { files: kind }: { readonly files?: FileKind | undefined } = {}): FolderView {
  if (path === null) return { folder: null, parent: null, folders: roots.map(entryOf), files: [], file: null, images: 0, unreadable: 0 };
  if (!isAbsolute(path)) throw new BadInput(`expected a path from the top, such as ${roots[0] ?? '/data'}, but found ${path}`);
  const inside = (each: string): boolean => roots.some((root) => isWithin(resolve(root), each) || (existsSync(root) && isWithin(real(root), each)));
  const place = existsSync(path) || inside(resolve(path)) ? real(path) : null;
  if (place === null || !inside(place)) throw new BadInput(`expected a folder below ${roots.join(' or ')}, but found ${path}: start with --root <folder> to open others`);
  const file = kind && IS_OF[kind](basename(place)) && isFile(place) ? entryOf(place) : null;
  const folder = file === null ? place : dirname(place);
  const { folders, fileNames, unreadable } = list(folder, path, IS_OF[kind ?? 'images']);
  const up = dirname(folder);
  return {
    folder: entryOf(folder),
    parent: up !== folder && inside(up) ? entryOf(up) : null,
    folders,
    files: kind ? firstFiles(folder, fileNames, inside) : [],
    file,
    images: fileNames.length,
    unreadable,
  };
}

function list(folder: string, path: string, isWanted: (name: string) => boolean): { readonly folders: readonly NamedPath[]; readonly fileNames: readonly string[]; readonly unreadable: number } {
  try {
    const dirents = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
    const inner = dirents
      .filter((dirent) => dirent.isDirectory() || (dirent.isSymbolicLink() && isFolder(join(folder, dirent.name))))
      .map(({ name }) => ({ name, path: join(folder, name) }))
      .sort((a, b) => NATURAL.compare(a.name, b.name));
    const readable = inner.filter((each) => mayRead(each.path));
    const fileNames = dirents.filter((dirent) => isWanted(dirent.name) && !dirent.isDirectory()).map(({ name }) => name);
    return { folders: readable, fileNames, unreadable: inner.length - readable.length };
  } catch (error) {
    throw new BadInput(`expected a folder at ${path}: ${reasonOf(error)}`);
  }
}

/** Only these are looked at, however many there are: what leads out of the roots, nowhere or to no file is left out. */
function firstFiles(folder: string, names: readonly string[], inside: (path: string) => boolean): NamedPath[] {
  return names
    .toSorted(NATURAL.compare)
    .slice(0, MOST_FILES)
    .map((name) => ({ name, path: join(folder, name) }))
    .filter(({ path }) => isFile(path) && inside(real(path)));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new BadInput(`expected a folder at ${path}: ${reasonOf(error)}`);
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function entryOf(path: string): NamedPath {
  return { name: basename(path) || path, path };
}
