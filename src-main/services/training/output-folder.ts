import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { isWithin } from '../../files/is-within.ts';
import { partsOf } from '../../files/joined-folder.ts';

/** Folders that are told where an output lies in none of those that are open; there may be one for each choice of a session. */
const TOLD = 3;

/**
 * Where run folders may be made: below the folders that the user has opened to
 * the app, and never among the images. A page cannot have it write anywhere else.
 *
 * @param images the folder of the dataset, if it is known.
 * @param help how others are opened, after a colon.
 * @returns what is wrong with an output folder, or null.
 */
export function outputProblem(output: string, images: string | null, allowed: readonly string[], help: string): string | null {
  if (!isAbsolute(output)) return `expected an absolute path, but found ${output}`;
  const there = nearestThere(output);
  const place = placeOf(output);
  const among = imageFolders(images).find((folder) => existsSync(folder) && isWithin(realpathSync(folder), place));
  if (among !== undefined) return `expected a folder outside of ${among}, which is only ever read, but found ${output}`;
  if (!allowed.some((folder) => isWithin(placeOf(folder), place))) {
    const more = allowed.length > TOLD ? ` or ${allowed.length - TOLD} more` : '';
    return `expected a folder below ${allowed.slice(0, TOLD).join(' or ')}${more}, but found ${output}: ${help}`;
  }
  if (!statSync(there).isDirectory()) return `expected a folder, but ${there} is a file`;
  return mayWrite(there) ? null : `expected a folder that can be written to, but ${there} cannot`;
}

/** Whether a path lies below one of the folders, or of those that one is joined of, with links followed. */
export function isBelow(path: string, folders: readonly string[]): boolean {
  if (!isAbsolute(path)) return false;
  const place = placeOf(path);
  return folders.flatMap(imageFolders).some((folder) => isWithin(placeOf(folder), place));
}

/** Where a path leads, or would once it is made: with the links followed of what is there of it. */
function placeOf(path: string): string {
  const there = nearestThere(path);
  return join(realpathSync(there), relative(there, path));
}

/** The path itself, or the nearest above it that is there. */
function nearestThere(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestThere(dirname(path));
}

/** The folder of a dataset, and those that it is joined of. */
function imageFolders(images: string | null): readonly string[] {
  return images === null ? [] : [images, ...(partsOf(images) ?? []).map(({ folder }) => folder)];
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
