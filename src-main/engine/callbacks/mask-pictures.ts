import type { Picture } from '../../../src-shared/domain/picture.ts';
import { ERROR_COLOURS, errorOf } from '../../../src-shared/lib/class-colours.ts';
import { paintClasses, paintOver } from '../../../src-shared/lib/paint-classes.ts';
import { middleSlice } from '../data/class-picture.ts';
import type { FloatImage } from '../data/image.ts';
import { toPicture } from '../data/to-picture.ts';
import { caseScores, countPixels, meanOf } from '../metrics/case-scores.ts';

/** How much of their colour errors have, and how bright the image is below. */
const ERROR_SHARE = 0.85;
const DIMMED = 0.4;

/**
 * Four pictures in one, [image, truth; prediction, errors]: classes in colours
 * over the image; of errors, blue is missed, orange a false alarm, pink one
 * class taken for another. Of a volume, the middle slice.
 *
 * @param truth class numbers, below 0 where not known.
 * @returns the picture, and the mean Dice of the classes that it shows.
 */
export function maskPictures(image: FloatImage, truth: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): { readonly picture: Picture; readonly dice: number | null } {
  const { flat, from } = middleSlice(image);
  const shown = toPicture(flat);
  const count = shown.height * shown.width;
  const [real, guessed] = [truth, predicted].map((each) => Int32Array.from({ length: count }, (_, i) => each[from + i] ?? -1));
  if (!real || !guessed) throw new Error('expected two maps');
  const bare = paintOver(shown, () => null, 0);
  const errors = paintOver(shown, (i) => ERROR_COLOURS[errorOf(real[i] ?? -1, guessed[i] ?? 0) - 1] ?? null, ERROR_SHARE, DIMMED);
  const { dice } = caseScores(countPixels(real, guessed, classes));
  return { picture: inSquare([bare, paintClasses(shown, real), paintClasses(shown, guessed), errors]), dice: meanOf(dice) };
}

/** Pixels between the pictures. */
const GAP = 2;

/** Two beside one another, two below. */
function inSquare(pictures: readonly Picture[]): Picture {
  const { height = 0, width = 0 } = pictures[0] ?? {};
  const whole = { height: 2 * height + GAP, width: 2 * width + GAP };
  const data = new Uint8Array(whole.height * whole.width * 3).fill(255);
  for (const [i, picture] of pictures.entries()) {
    const top = i < 2 ? 0 : height + GAP;
    const left = i % 2 === 0 ? 0 : width + GAP;
    for (let y = 0; y < height; y++) data.set(picture.data.subarray(3 * y * width, 3 * (y + 1) * width), 3 * ((top + y) * whole.width + left));
  }
  return { data, ...whole, channels: 3 };
}
