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
export async function renderImage({ folder, path, maxSide, format, mask = null }: PictureWish): Promise<Uint8Array> {
  const file = pathBelow(folder, path);
  const image = await decode(readFile(file), placeOf(file));
  const shown = middleSlice(image);
  const isMedical = image.geometry !== null || image.shape.length === 4;
  const bare = isMedical ? toPicture(shown, percentileWindow(shown)) : toPicture(shown);
  const picture = mask ? paintClasses(bare, (await maskSlice(folder, mask, image)).data) : bare;
  const { renderPicture } = await import('../imaging/native/sharp.ts');
  return renderPicture(picture, { maxSide, format });
}

/** The slice of the mask that lies over the one that is shown, turned as the image is: a mask that says nothing of its directions has the image's. */
async function maskSlice(folder: string, { path, values }: MaskWish, image: MedicalImage): Promise<DenseArray> {
  const file = pathBelow(folder, path);
  const decoded = await decode(readFile(file), placeOf(file));
  expectSameGrid(image, decoded, path);
  return middleSlice({ ...toClasses(toMask(decoded), values), geometry: image.geometry });
}
