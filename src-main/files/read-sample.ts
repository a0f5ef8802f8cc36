import { isAbsolute } from 'node:path';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { Sample } from '../../src-shared/domain/sample.ts';
import type { Geometry, MedicalImage, PlacedArray } from '../../src-shared/domain/volume.ts';
import { nameOf } from '../../src-shared/lib/alias.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import type { SampleFiles } from '../../src-shared/schema/reading.ts';
import { UnreadableSample } from '../engine/data/dataset.ts';
import { BadImage } from '../imaging/bad-image.ts';
import { bytesSource } from '../imaging/byte-source.ts';
import { decodeSeries } from '../imaging/dicom/decode-series.ts';
import { readHeader } from '../imaging/header.ts';
import { toClasses, toMask } from '../imaging/mask.ts';
import { companion } from '../imaging/place.ts';
import type { Place } from '../imaging/place.ts';
import { expectSameGrid } from '../imaging/same-grid.ts';
import { codecs, decode } from './decode.ts';
import { contentHash } from './hash.ts';
import { readParts } from './read-parts.ts';
import { openFile, placeOf, readFile } from './open-file.ts';
import { reasonOf, systemWords } from './reason.ts';

/**
 * Reads a sample of a split: `image` [height, width, channel], or
 * [z, y, x, channel] of a volume, with the values that the file means, and
 * `label` (int32): a class number [], or with a mask one for each pixel
 * [height, width, 1] or [z, y, x, 1]; where it has numbers, `target` [number]
 * (float32) instead.
 *
 * The files' bytes must still be those that the split names by their hashes: a
 * file that was changed since is not that sample, and is refused like one that
 * is gone.
 *
 * @param maskValues the numbers that stand for the classes in masks, by class number; null where images have classes.
 * @param lists how the files of each array are normalised and what the array is cast to; null where as they are.
 * @throws UnreadableSample with the reason as its cause.
 */
export async function readSample(
  folder: string,
  sample: SampleSource,
  maskValues: readonly number[] | null = null,
  load: LoadArrays | null = null,
  lists: SampleFiles | null = null,
): Promise<Sample> {
  const { key, path, label, mask, files, targets } = sample;
  const name = nameOf(sample);
  return orUnreadable(name, async () => {
    const { bytes, pixels } = files ? volumeOf(readSeries(folder, sample, files)) : imageOf(readUnchanged(folder, path, key, name));
    if (load) return loaded(folder, sample, maskValues, await load({ path: pathBelow(folder, path), bytes, decode: pixels }));
    const first = await pixels();
    const { image, ...others } = sample.parts || lists ? await withParts(folder, sample, first, lists) : { image: first };
    const placed = { key, path: name, ...(first.geometry && { geometry: first.geometry }) };
    if (targets) return { ...placed, arrays: { image, ...others, target: vector(targets) } };
    const labels = mask ? await readLabels(folder, mask, maskValues ?? [], nameOfMask(sample), first) : scalar(label);
    return { ...placed, arrays: { image, ...others, label: labels } };
  });
}

/** The image with the channels that further files add, and the arrays that others make. */
function withParts(folder: string, sample: SampleSource, first: MedicalImage, lists: SampleFiles | null): Promise<Readonly<Record<string, DenseArray>> & { readonly image: DenseArray }> {
  const { alias, parts = [] } = sample;
  return readParts(nameOf(sample), first, parts, lists, async (part) => {
    const name = alias === undefined ? part.path : `of ${alias}`;
    const { bytes, place } = readUnchanged(folder, part.path, part.key, name);
    const decoded = await decode(bytes, place);
    expectSameGrid(first, decoded, name, part.array === 'image' ? 'channel' : part.array);
    return decoded;
  });
}

/** Reads arrays of a file in our place: the user's load function. */
export type LoadArrays = (file: { readonly path: string; readonly bytes: Uint8Array; decode(): Promise<DenseArray> }) => Promise<Readonly<Record<string, DenseArray>>>;

/** With the label that we know, unless the arrays bring their own. */
async function loaded(folder: string, sample: SampleSource, maskValues: readonly number[] | null, arrays: Readonly<Record<string, DenseArray>>): Promise<Sample> {
  const { key, label, mask, targets } = sample;
  const path = nameOf(sample);
  if ('label' in arrays) return { key, path, arrays };
  if (targets) return { key, path, arrays: { target: vector(targets), ...arrays } };
  return { key, path, arrays: { ...arrays, label: mask ? await readLabels(folder, mask, maskValues ?? [], nameOfMask(sample)) : scalar(label) } };
}

interface Pixels {
  /** None of a series, which is many files. */
  readonly bytes: Uint8Array;
  pixels(): Promise<MedicalImage>;
}

function imageOf({ bytes, place }: { readonly bytes: Uint8Array; readonly place: Place }): Pixels {
  return { bytes, pixels: () => decode(bytes, place) };
}

function volumeOf(slices: readonly Uint8Array[]): Pixels {
  return { bytes: new Uint8Array(0), pixels: () => decodeSeries(slices, codecs) };
}

/** What must be known of a sample to read it. */
export type SampleSource = Pick<SplitSample, 'key' | 'path' | 'label' | 'alias' | 'mask' | 'files' | 'targets' | 'parts'>;

/**
 * The labels of a sample's pixels on the grid that its mask's file has, which
 * lies as the image's does where the mask does not say.
 *
 * @throws UnreadableSample with the reason as its cause.
 */
export async function readTruth(folder: string, sample: Pick<SampleSource, 'path' | 'alias' | 'mask'>, values: readonly number[]): Promise<PlacedArray> {
  const { mask } = sample;
  if (!mask) throw new Error(`expected a mask of ${nameOf(sample)}, but found none`);
  return orUnreadable(nameOf(sample), async () => {
    const labels = await readLabels(folder, mask, values, nameOfMask(sample));
    return labels.geometry ? labels : { ...labels, geometry: geometryAt(pathBelow(folder, sample.path)) };
  });
}

/** Of a sample with an alias, its mask is called by that too. */
function nameOfMask({ alias, mask }: Pick<SampleSource, 'alias' | 'mask'>): string {
  return alias === undefined ? (mask?.path ?? '') : `of ${alias}`;
}

/** The mask of a sample with class numbers. @param name what it is called. @param image the grid that it must lie on, if that is to be held against it. */
async function readLabels(folder: string, { path, key }: { readonly path: string; readonly key: string }, values: readonly number[], name: string, image?: MedicalImage): Promise<PlacedArray> {
  const { bytes, place } = readUnchanged(folder, path, key, name);
  const decoded = await decode(bytes, place);
  if (image) expectSameGrid(image, decoded, name);
  return { ...toClasses(toMask(decoded), values), ...(decoded.geometry && { geometry: decoded.geometry }) };
}

/** Where the voxels of an image lie, by its header alone. */
function geometryAt(path: string): Geometry | null {
  const file = openFile(path);
  try {
    return readHeader(file, codecs, file.place).geometry;
  } finally {
    file.close();
  }
}

/** What was read; the system's own errors hold absolute paths, which belong into no journal. */
export async function orUnreadable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new UnreadableSample(path, { cause: systemWords(error) === null ? error : new BadImage(reasonOf(error)) });
  }
}

/** @param name what the file is called in the sentence that refuses it. */
function readUnchanged(folder: string, path: string, key: string, name: string): { readonly bytes: Uint8Array; readonly place: Place } {
  const file = pathBelow(folder, path);
  const bytes = readFile(file);
  const place = placeOf(file);
  if (contentHash(bytes, ...companionBytes(bytes, place)) === key) return { bytes, place };
  throw new BadImage(`expected ${name} as it was indexed, but it has changed since: index the dataset again`);
}

/** Why a sample is not below a folder as it was indexed, in one sentence; null where it is. */
export function whatChanged(folder: string, { path, key, files }: Pick<SampleSource, 'path' | 'key' | 'files'>): string | null {
  try {
    if (files) readSeries(folder, { path, key }, files);
    else readUnchanged(folder, path, key, path);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

/** The bytes of a series' slices. */
function readSeries(folder: string, sample: Pick<SampleSource, 'key' | 'path' | 'alias'>, files: readonly string[]): readonly Uint8Array[] {
  const slices = files.map((file) => readFile(pathBelow(folder, file)));
  if (contentHash(...slices) === sample.key) return slices;
  throw new BadImage(`expected the series ${nameOf(sample)} as it was indexed, but it has changed since: index the dataset again`);
}

/** Formats whose header may name a second file. */
const PAIRED = /\.(hdr|hdr\.gz|mha|mhd|nhdr|nrrd)$/i;

function companionBytes(bytes: Uint8Array, place: Place): Uint8Array[] {
  if (!PAIRED.test(place.name)) return [];
  return readHeader(bytesSource(bytes), codecs, place).companions.map((name) => {
    const source = companion(place, name);
    return source.read(0, source.size);
  });
}

/** The absolute path of an indexed file, which never leads out of its folder. */
export function pathBelow(folder: string, path: string): string {
  if (isAbsolute(path) || path.split('/').includes('..')) throw new BadImage(`expected a path below the dataset's folder, but found ${path}`);
  return `${folder}/${path}`;
}

function vector(values: readonly number[]): DenseArray {
  return { data: Float32Array.from(values), shape: [values.length], dtype: 'float32' };
}

function scalar(value: number): DenseArray {
  return { data: Int32Array.of(value), shape: [], dtype: 'int32' };
}
