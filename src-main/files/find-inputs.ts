import { statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { sniffSource } from '../imaging/sniff.ts';
import { readDicomHeader } from '../imaging/dicom/header.ts';
import { codecs } from './decode.ts';
import { findPairs } from './image-masks.ts';
import { isImageName } from './indexed-file.ts';
import { openFile } from './open-file.ts';
import { scan } from './scan.ts';
import { isDicomFile, isDicomName, mayBeDicom } from './slices.ts';

/** An image to predict. */
export interface Input {
  /** Absolute; of a DICOM series the folder of its slices, or its first slice where the folder holds several series. */
  readonly path: string;
  /** What its answer is called after: its path below the folder that was chosen, or its own name. */
  readonly name: string;
  /** The files of a DICOM series; null for all that is one file. */
  readonly slices: readonly string[] | null;
}

export interface FindOptions {
  /** Whether single slices of a DICOM series make one volume. */
  readonly joinsSeries: boolean;
  /** A folder that is left out: what is written to is not read. */
  readonly except?: string;
}

/**
 * The images that are meant by files and folders: a file that is named itself,
 * whatever its name, and of a folder the images in and below it. Each once.
 * Where a folder holds images with their masks, the masks are left out.
 *
 * @param paths absolute.
 * @throws BadInput if a path leads nowhere, or a folder cannot be read.
 */
export async function findInputs(paths: readonly string[], { joinsSeries, except }: FindOptions): Promise<readonly Input[]> {
  const found = new Map<string, Input>();
  for (const path of paths) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) throw new BadInput(`expected a file or folder of images at ${path}, but found nothing`);
    const inputs = stats.isDirectory() ? await imagesIn(path, except) : [{ path, name: basename(path), slices: null }];
    for (const input of inputs) if (!found.has(input.path)) found.set(input.path, input);
  }
  return joinsSeries ? withSeries([...found.values()]) : [...found.values()];
}

async function imagesIn(folder: string, except: string | undefined): Promise<Input[]> {
  const images: string[] = [];
  for await (const entry of scan(folder)) if ((isImageName(entry.path) || isDicomFile(join(folder, entry.path))) && !isBelow(join(folder, entry.path), except)) images.push(entry.path);
  const pairs = findPairs(images);
  const masks = new Set(pairs ? [...pairs.pairs.map(({ mask }) => mask), ...pairs.masksAlone] : []);
  return images.filter((path) => !masks.has(path)).map((path) => ({ path: join(folder, path), name: path, slices: null }));
}

function isBelow(path: string, folder: string | undefined): boolean {
  return folder !== undefined && !relative(folder, path).startsWith('..') && !relative(folder, path).startsWith(sep);
}

/** The same images with the slices of each DICOM series as one, at the place of the first. */
function withSeries(inputs: readonly Input[]): Input[] {
  const series = new Map<string, Input[]>();
  const keys = inputs.map((input) => seriesOf(input.path));
  for (const [i, key] of keys.entries()) if (key !== null) series.set(key, [...(series.get(key) ?? []), inputs[i] as Input]);
  const perFolder = Map.groupBy([...series.keys()], (key) => dirname(series.get(key)?.[0]?.path ?? ''));
  const told = new Set<string>();
  return inputs.flatMap((input, i) => {
    const key = keys[i] ?? null;
    const slices = key === null ? [] : (series.get(key) ?? []);
    if (key === null || slices.length < 2) return [input];
    if (told.has(key)) return [];
    told.add(key);
    const isAlone = perFolder.get(dirname(input.path))?.length === 1;
    const name = dirname(input.name) === '.' ? basename(dirname(input.path)) : dirname(input.name);
    return [{ path: isAlone ? dirname(input.path) : input.path, name: isAlone ? name : input.name, slices: slices.map(({ path }) => path) }];
  });
}

/** What slices of one volume have in common; null for all that is no slice, and for what cannot be read, which is told when it is read. */
function seriesOf(path: string): string | null {
  if (!isDicomName(path) && !mayBeDicom(path)) return null;
  try {
    const file = openFile(path);
    try {
      if (sniffSource(file, codecs) !== 'dicom') return null;
      const { seriesUid, frames } = readDicomHeader(file, codecs);
      return frames > 1 ? null : `${dirname(path)} ${seriesUid}`;
    } finally {
      file.close();
    }
  } catch {
    return null;
  }
}
