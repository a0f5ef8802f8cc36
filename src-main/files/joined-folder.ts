import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, renameSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { DatasetFolder } from '../../src-shared/domain/dataset.ts';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { isWithin } from './is-within.ts';
import { systemWords } from './reason.ts';

/**
 * Tells a folder of links, which is several folders as one dataset, from one
 * of images; and which links there should be, one a line below `MARK`. Scans
 * pass over names that begin with a dot, and follow links: samples are
 * `<part>/<path>`, and everything behind the scan sees one folder. The parts
 * themselves are only ever read.
 */
const MARKER = '.delira-joined';
const MARK = 'Delira made this folder: these links lead to the folders of one dataset.\n';

/** For this user alone: links tell where images lie. */
const PRIVATE = 0o700;

const HELP = 'Connect the disk or put the folder back; if it has moved, say on the page of the dataset where it is now.';

/** The parts of a joined folder, in the order of their names; null of any other folder. */
export function partsOf(folder: string): readonly DatasetFolder[] | null {
  const marker = join(folder, MARKER);
  const text = existsSync(marker) ? readFileSync(marker, 'utf8') : '';
  if (!text.startsWith(MARK)) return null;
  const names = text.slice(MARK.length).split('\n').filter((name) => name !== '');
  return names.sort().map((name) => ({ name, folder: targetOf(join(folder, name)) }));
}

/** The parts of a folder if it is one of ours, without a look at any other: its disk may not answer. */
export function partsIn(place: string, folder: string): readonly DatasetFolder[] | null {
  return existsSync(place) && isWithin(realpathSync(place), folder) ? partsOf(folder) : null;
}

/** Whether a folder is there, with all of its parts if it is joined. */
export function isThere(folder: string): boolean {
  return isFolder(folder) && missingParts(folder).length === 0;
}

export function missingParts(folder: string): readonly DatasetFolder[] {
  return (partsOf(folder) ?? []).filter((part) => !isFolder(part.folder));
}

/**
 * Says so if a part of a joined folder is not there: its images would
 * otherwise look as if they had been removed.
 *
 * @throws BadInput
 */
export function expectParts(folder: string): void {
  const [gone] = missingParts(folder);
  if (gone) throw new BadInput(`expected a folder of this dataset at ${gone.folder}, but found none`, { help: HELP });
}

/**
 * The joined folder of these folders, made where it is not there yet.
 *
 * @param place holds all joined folders.
 * @param folders with links followed.
 * @throws BadInput if one of them holds another, whose images would count twice.
 */
export function joinFolders(place: string, folders: readonly string[]): string {
  expectApart(folders);
  const known = existsSync(place) ? readdirSync(place).map((name) => join(place, name)) : [];
  const wanted = setOf(folders);
  const there = known.find((folder) => setOf((partsOf(folder) ?? []).map((part) => part.folder)) === wanted);
  return realpathSync(there ?? make(place, folders));
}

/**
 * Points the link of a part to where its folder is now.
 *
 * @throws BadInput if it holds another part, or lies in one.
 */
export function movePart(joined: string, name: string, folder: string): void {
  const others = (partsOf(joined) ?? []).filter((part) => part.name !== name);
  expectApart([...others.map((part) => part.folder).filter(isFolder), folder]);
  const link = join(joined, name);
  const made = join(joined, `.${process.pid}-${name}`);
  symlinkSync(folder, made, 'junction');
  // Windows does not rename over a link to a folder.
  if (process.platform === 'win32') unlinkSync(link);
  renameSync(made, link);
}

/** Where a link leads; the link itself where it has been removed, which is then what is missing. */
function targetOf(link: string): string {
  try {
    return resolve(link, '..', readlinkSync(link));
  } catch (error) {
    if (systemWords(error) === null) throw error;
    return link;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function setOf(folders: readonly string[]): string {
  return folders.toSorted().join('\n');
}

function expectApart(folders: readonly string[]): void {
  for (const [i, folder] of folders.entries()) {
    if (!isFolder(folder)) throw new BadInput(`expected a folder at ${folder}, but found a file`);
    if (partsOf(folder)) throw new BadInput(`expected folders of images, but ${folder} is itself several folders as one dataset`, { help: 'Name its folders instead.' });
    const within = folders.find((other, j) => j !== i && isWithin(other, folder));
    if (within !== undefined) throw new BadInput(`expected folders that lie apart, but ${folder} is ${within === folder ? 'named twice' : `in ${within}`}`, { help: 'Its images would count twice: name each folder once.' });
  }
}

/** Made beside and renamed: another host sees all of its links or none. */
function make(place: string, folders: readonly string[]): string {
  mkdirSync(place, { recursive: true, mode: PRIVATE });
  const partial = mkdtempSync(join(place, '.new-'));
  const names = namesOf(folders);
  for (const [i, folder] of folders.entries()) symlinkSync(folder, join(partial, names[i] as string), 'junction');
  writeFileSync(join(partial, MARKER), `${MARK}${names.join('\n')}\n`);
  const folder = freeName(place, folders);
  renameSync(partial, folder);
  return folder;
}

/** Told by the folders, so that a dataset is named alike wherever its folders lie alike; one that was moved since keeps its name. */
function freeName(place: string, folders: readonly string[]): string {
  for (let attempt = 0; ; attempt++) {
    const name = createHash('sha256').update(`${setOf(folders)}\n${attempt}`).digest('hex').slice(0, 16);
    if (!existsSync(join(place, name))) return join(place, name);
  }
}

/** The names of folders, with those of the folders around them where they are the same, and numbers where those are too. */
function namesOf(folders: readonly string[]): readonly string[] {
  const own = folders.map((folder) => (basename(folder) || 'disk').replace(/^\.+|\n/g, '_'));
  const longer = own.map((name, i) => (isAlone(name, own) ? name : `${basename(dirname(folders[i] as string)).replace(/^\.+|\n/g, '_')}-${name}`));
  return longer.map((name, i) => (isAlone(name, longer) ? name : `${name}-${i + 1}`));
}

/** Whatever their case, as some disks have it. */
function isAlone(name: string, names: readonly string[]): boolean {
  return names.filter((each) => each.toLowerCase() === name.toLowerCase()).length === 1;
}
