import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { isImageName } from './indexed-file.ts';
import { reasonOf } from './reason.ts';

export interface NamedFolder {
  readonly name: string;
  readonly path: string;
}

/** A folder as the dialog shows it: what can be chosen in it, and whether it holds images. */
export interface FolderView {
  /** Null for the list of roots. */
  readonly folder: NamedFolder | null;
  /** Null where the next folder up is none of the roots'. */
  readonly parent: NamedFolder | null;
  readonly folders: readonly NamedFolder[];
  /** Files in it that are called like images. */
  readonly images: number;
  /** Folders in it that may not be read; they are not listed. */
  readonly unreadable: number;
}

/**
 * Lists a folder that lies in one of the roots, or the roots themselves.
 * Links are followed before that is decided; hidden folders are left out.
 *
 * @param path may have been typed by the user; nothing is told of what lies elsewhere, not even whether it is there.
 * @throws BadInput if the folder lies elsewhere or cannot be read.
 */
export function browse(roots: readonly string[], path: string | null): FolderView {
  if (path === null) return { folder: null, parent: null, folders: roots.map(entryOf), images: 0, unreadable: 0 };
  if (!isAbsolute(path)) throw new BadInput(`expected a path from the top, such as ${roots[0] ?? '/data'}, but found ${path}`);
  const inside = (each: string): boolean => roots.some((root) => isWithin(resolve(root), each) || (existsSync(root) && isWithin(real(root), each)));
  const folder = existsSync(path) || inside(resolve(path)) ? real(path) : null;
  if (folder === null || !inside(folder)) throw new BadInput(`expected a folder below ${roots.join(' or ')}, but found ${path}: start with --root <folder> to open others`);
  const { folders, images, unreadable } = list(folder, path);
  const up = dirname(folder);
  return { folder: entryOf(folder), parent: up !== folder && inside(up) ? entryOf(up) : null, folders, images, unreadable };
}

function list(folder: string, path: string): Pick<FolderView, 'folders' | 'images' | 'unreadable'> {
  try {
    const dirents = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
    const inner = dirents
      .filter((dirent) => dirent.isDirectory() || (dirent.isSymbolicLink() && isFolder(join(folder, dirent.name))))
      .map(({ name }) => ({ name, path: join(folder, name) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    const readable = inner.filter((each) => mayRead(each.path));
    return { folders: readable, images: dirents.filter(({ name }) => isImageName(name)).length, unreadable: inner.length - readable.length };
  } catch (error) {
    throw new BadInput(`expected a folder at ${path}: ${reasonOf(error)}`);
  }
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

function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function entryOf(path: string): NamedFolder {
  return { name: basename(path) || path, path };
}
