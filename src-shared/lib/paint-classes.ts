import type { Picture } from '../domain/picture.ts';
import { classColour } from './class-colours.ts';
import type { Colour } from './class-colours.ts';

/** How much of a class's colour lies over the picture. */
const SHARE = 0.5;

/**
 * A picture with the classes of its pixels in colours over it, the background
 * and what is not known bare.
 *
 * @param labels class numbers, row by row, the picture's first at `from`.
 */
export function paintClasses(picture: Picture, labels: ArrayLike<number>, from = 0): Picture {
  return paintOver(picture, (pixel) => ((labels[from + pixel] ?? 0) > 0 ? classColour(labels[from + pixel] ?? 0) : null), SHARE);
}

/**
 * A picture in red, green and blue with colours over some of its pixels.
 *
 * @param share of the colour, 0 to 1.
 * @param brightness of the picture below, 0 to 1.
 */
export function paintOver({ data, height, width, channels }: Picture, colourAt: (pixel: number) => Colour | null, share: number, brightness = 1): Picture {
  const rgb = new Uint8Array(height * width * 3);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const colour = colourAt(pixel);
    for (let c = 0; c < 3; c++) {
      const value = brightness * (data[pixel * channels + (channels < 3 ? 0 : c)] as number);
      rgb[3 * pixel + c] = Math.round(colour ? (1 - share) * value + share * (colour[c] as number) : value);
    }
  }
  return { data: rgb, height, width, channels: 3 };
}
