import { toPicture } from '../imaging/picture.ts';
import { decode } from './decode.ts';
import type { PictureWish } from './indexer-protocol.ts';
import { readFile } from './open-file.ts';
import { pathBelow } from './read-sample.ts';

/** An image of a dataset as a picture that a browser shows, whatever its type and size. */
export async function renderImage({ folder, path, maxSide, format }: PictureWish): Promise<Uint8Array> {
  const picture = toPicture(await decode(readFile(pathBelow(folder, path))));
  const { renderPicture } = await import('../imaging/native/sharp.ts');
  return renderPicture(picture, { maxSide, format });
}
