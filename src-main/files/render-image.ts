import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { MedicalImage } from '../../src-shared/domain/volume.ts';
import { paintClasses } from '../../src-shared/lib/paint-classes.ts';
import { toClasses, toMask } from '../imaging/mask.ts';
import { toPicture } from '../imaging/picture.ts';
import { expectSameGrid } from '../imaging/same-grid.ts';
import { middleSlice, percentileWindow } from '../imaging/slice.ts';
import { decode } from './decode.ts';
import type { MaskWish, PictureWish } from './indexer-protocol.ts';
import { placeOf, readFile } from './open-file.ts';
import { pathBelow } from './read-sample.ts';

/** An image of a dataset as a picture that a browser shows, whatever its type and size; of a volume, its middle slice; with its mask over it, if that is asked for. */
export async function renderImage({ folder, path, files, maxSide, format, mask = null }: PictureWish): Promise<Uint8Array> {
  const image = files ? await middleOf(folder, files) : await readWhole(folder, path);
  const shown = middleSlice(image);
  const isMedical = image.geometry !== null || image.shape.length === 4;
  const bare = isMedical ? toPicture(shown, percentileWindow(shown)) : toPicture(shown);
  const picture = mask ? paintClasses(bare, (await maskSlice(folder, mask, image)).data) : bare;
  const { renderPicture } = await import('../imaging/native/sharp.ts');
  return renderPicture(picture, { maxSide, format });
}

async function readWhole(folder: string, path: string): Promise<MedicalImage> {
  const file = pathBelow(folder, path);
  return decode(readFile(file), placeOf(file));
}

/** The middle slice of a series as a volume of one, without reading the others. */
async function middleOf(folder: string, files: readonly string[]): Promise<MedicalImage> {
  const slice = await readWhole(folder, files[Math.floor(files.length / 2)] ?? '');
  return { ...slice, shape: [1, ...slice.shape] };
}

/** The slice of the mask that lies over the one that is shown, turned as the image is: a mask that says nothing of its directions has the image's. */
async function maskSlice(folder: string, { path, values }: MaskWish, image: MedicalImage): Promise<DenseArray> {
  const decoded = await readWhole(folder, path);
  expectSameGrid(image, decoded, path);
  return middleSlice({ ...toClasses(toMask(decoded), values), geometry: image.geometry });
}
