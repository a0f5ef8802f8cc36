import type { Picture } from '../../../src-shared/domain/picture.ts';
import { paintClasses } from '../../../src-shared/lib/paint-classes.ts';
import { channelsOf, floatImage } from './image.ts';
import type { FloatImage } from './image.ts';
import { toPicture } from './to-picture.ts';

/** An image with the classes of its pixels in colours over it; of a volume, the middle slice. */
export function classPicture(image: FloatImage, labels: ArrayLike<number>): Picture {
  const { flat, from } = middleSlice(image);
  return paintClasses(toPicture(flat), labels, from);
}

/** The slice of a volume at half of its first axis, and the place of its first pixel; an image is its own. */
export function middleSlice(image: FloatImage): { readonly flat: FloatImage; readonly from: number } {
  if (image.shape.length === 3) return { flat: image, from: 0 };
  const [depth = 1, height = 1, width = 1] = image.shape;
  const channels = channelsOf(image);
  const from = Math.floor(depth / 2) * height * width;
  return { flat: floatImage(image.data.subarray(from * channels, (from + height * width) * channels), [height, width, channels]), from };
}
