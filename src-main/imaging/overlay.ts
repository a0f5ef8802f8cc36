import type { DenseArray } from '../../src-shared/domain/array.ts';
import type { Picture } from '../../src-shared/domain/picture.ts';
import { classColour } from '../../src-shared/lib/class-colours.ts';

/** How much of a class's colour lies over the picture. */
const SHARE = 0.5;

/**
 * A picture with the classes of its pixels in colours over it, the background
 * bare.
 *
 * @param labels class numbers [height, width, 1]
 */
export function overlayMask(picture: Picture, labels: DenseArray): Picture {
  const { data, height, width, channels } = picture;
  const rgb = new Uint8Array(height * width * 3);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const label = labels.data[pixel] as number;
    const colour = label > 0 ? classColour(label) : null;
    for (let c = 0; c < 3; c++) {
      const value = data[pixel * channels + (channels === 1 ? 0 : c)] as number;
      rgb[3 * pixel + c] = colour ? Math.round((1 - SHARE) * value + SHARE * (colour[c] as number)) : value;
    }
  }
  return { data: rgb, height, width, channels: 3 };
}
