import { toPicture } from '../imaging/picture.ts';
import { middleSlice, percentileWindow } from '../imaging/slice.ts';
import { decode } from './decode.ts';
import type { PictureWish } from './indexer-protocol.ts';
import { placeOf, readFile } from './open-file.ts';
import { pathBelow } from './read-sample.ts';

/** An image of a dataset as a picture that a browser shows, whatever its type and size; of a volume, its middle slice. */
export async function renderImage({ folder, path, maxSide, format }: PictureWish): Promise<Uint8Array> {
  const file = pathBelow(folder, path);
  const image = await decode(readFile(file), placeOf(file));
  const shown = middleSlice(image);
  const isMedical = image.geometry !== null || image.shape.length === 4;
  const picture = isMedical ? toPicture(shown, percentileWindow(shown)) : toPicture(shown);
  const { renderPicture } = await import('../imaging/native/sharp.ts');
  return renderPicture(picture, { maxSide, format });
}
