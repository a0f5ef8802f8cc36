import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DType, DenseArray } from '../../src-shared/domain/array.ts';
import { MAX_VIEWED_VOXELS } from '../../src-shared/domain/volume.ts';
import type { Geometry, MedicalImage, Vector3, VolumeView } from '../../src-shared/domain/volume.ts';
import { BadImage } from '../imaging/bad-image.ts';
import { decodeSeries } from '../imaging/dicom/decode-series.ts';
import { toClasses, toMask } from '../imaging/mask.ts';
import { expectSameGrid } from '../imaging/same-grid.ts';
import { percentileWindow } from '../imaging/slice.ts';
import { emptyArray } from '../imaging/stored-values.ts';
import { codecs, decode } from './decode.ts';
import { findInputs } from './find-inputs.ts';
import type { Input } from './find-inputs.ts';
import type { InputWish, MaskWish, VolumeWish } from './indexer-protocol.ts';
import { placeOf, readFile } from './open-file.ts';
import { readInput } from './read-input.ts';
import { pathBelow } from './read-sample.ts';
import { isDicomFile, isDicomName } from './slices.ts';

/** A volume of a dataset, or its mask, as voxels to be looked at. */
export async function viewVolume({ folder, path, files, mask }: VolumeWish): Promise<VolumeView & { readonly dtype: DType }> {
  const image = files ? await decodeSeries(files.map((file) => readFile(pathBelow(folder, file))), codecs) : await readOne(pathBelow(folder, path));
  return mask ? maskView(image, await readOne(pathBelow(folder, mask.path)), mask) : volumeView(image);
}

/** A volume that lies anywhere, or the mask that was predicted of it, as voxels to be looked at. */
export async function viewInput({ path, mask }: InputWish): Promise<VolumeView & { readonly dtype: DType }> {
  const { image } = await readInput(await inputAt(path));
  return mask ? maskView(image, await readOne(mask.path), mask) : volumeView(image);
}

/** A series is found again among the files of its folder. */
async function inputAt(path: string): Promise<Pick<Input, 'path' | 'slices'>> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder && !isDicomName(path) && !isDicomFile(path)) return { path, slices: null };
  const found = await findInputs([isFolder ? path : dirname(path)], { joinsSeries: true });
  return found.find((each) => each.path === path) ?? { path, slices: null };
}

function maskView(image: MedicalImage, mask: MedicalImage, { path, values }: MaskWish): VolumeView & { readonly dtype: DType } {
  expectSameGrid(image, mask, path);
  return labelView(toClasses(toMask(mask), values), image.geometry);
}

/** Class numbers of voxels; what counts for nothing is shown as background. */
export function labelView({ data, shape }: DenseArray, geometry: Geometry | null): VolumeView & { readonly dtype: DType } {
  return volumeView({ data: Uint8Array.from(data, (label) => Math.max(0, label)), shape, dtype: 'uint8', geometry });
}

async function readOne(file: string): Promise<MedicalImage> {
  return decode(readFile(file), placeOf(file));
}

/** The first channel, with as many voxels left out as it takes, first along the axes on which they lie closest. */
export function volumeView(image: MedicalImage): VolumeView & { readonly dtype: DType } {
  const [depth, height, width, channels] = image.shape;
  if (image.shape.length !== 4 || !depth || !height || !width || !channels) throw new BadImage('expected a volume, but found a picture');
  const every = everyOf([depth, height, width], image.geometry?.spacingMm ?? [1, 1, 1]);
  const shape = sizesAt([depth, height, width], every);
  const data = emptyArray(image.dtype, shape[0] * shape[1] * shape[2]);
  let to = 0;
  for (let z = 0; z < depth; z += every[0]) {
    for (let y = 0; y < height; y += every[1]) {
      const row = (z * height + y) * width;
      for (let x = 0; x < width; x += every[2]) data[to++] = image.data[(row + x) * channels] as number;
    }
  }
  return { data, shape, dtype: image.dtype, geometry: image.geometry && scaled(image.geometry, every), every, window: percentileWindow({ data, shape, dtype: image.dtype }) };
}

function everyOf(sizes: Vector3, spacing: Vector3): Vector3 {
  const every: [number, number, number] = [1, 1, 1];
  for (;;) {
    const kept = sizesAt(sizes, every);
    if (kept[0] * kept[1] * kept[2] <= MAX_VIEWED_VOXELS) return every;
    const distance = every.map((step, axis) => ((kept[axis] as number) < 2 ? Infinity : step * (spacing[axis] as number)));
    every[distance.indexOf(Math.min(...distance))] = 2 * (every[distance.indexOf(Math.min(...distance))] as number);
  }
}

function sizesAt(sizes: Vector3, every: Vector3): Vector3 {
  return [Math.ceil(sizes[0] / every[0]), Math.ceil(sizes[1] / every[1]), Math.ceil(sizes[2] / every[2])];
}

/** The first voxel is always there, so the origin stays. */
function scaled({ spacingMm: [z, y, x], originMm, direction }: Geometry, every: Vector3): VolumeView['geometry'] {
  return { spacingMm: [z * every[0], y * every[1], x * every[2]], originMm, direction };
}
