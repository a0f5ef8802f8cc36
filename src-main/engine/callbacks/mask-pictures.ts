import type { Picture } from '../../../src-shared/domain/picture.ts';
import { classColour } from '../../../src-shared/lib/class-colours.ts';
import type { Colour } from '../../../src-shared/lib/class-colours.ts';
import { channelsOf, floatImage } from '../data/image.ts';
import type { FloatImage } from '../data/image.ts';
import { toPicture } from '../data/to-picture.ts';
import { caseScores, countPixels, meanOf } from '../metrics/case-scores.ts';

/** Colours that those who see no red and green can tell apart. */
const MISSED: Colour = [0, 114, 240];
const FALSE_ALARM: Colour = [240, 140, 0];
const CONFUSED: Colour = [220, 60, 200];

/** How much of a class's colour lies over the image, and of the image under errors. */
const OVERLAY = 0.55;
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
  const ground = toRgb(toPicture(flat));
  const count = ground.height * ground.width;
  const [real, guessed] = [truth, predicted].map((each) => Int32Array.from({ length: count }, (_, i) => each[from + i] ?? -1));
  if (!real || !guessed) throw new Error('expected two maps');
  const overlay = (labels: Int32Array) => painted(ground, (i) => ((labels[i] ?? 0) > 0 ? classColour(labels[i] ?? 0) : null), OVERLAY, 1);
  const errors = painted(ground, (i) => errorColour(real[i] ?? -1, guessed[i] ?? 0), 0.85, DIMMED);
  const { dice } = caseScores(countPixels(real, guessed, classes));
  return { picture: inSquare([ground, overlay(real), overlay(guessed), errors]), dice: meanOf(dice) };
}

/** An image with the classes of its pixels in colours over it; of a volume, the middle slice. */
export function overlaid(image: FloatImage, labels: ArrayLike<number>): Picture {
  const { flat, from } = middleSlice(image);
  return painted(toRgb(toPicture(flat)), (i) => ((labels[from + i] ?? 0) > 0 ? classColour(labels[from + i] ?? 0) : null), OVERLAY, 1);
}

/** The slice of a volume at half of its first axis; an image is its own. */
function middleSlice(image: FloatImage): { readonly flat: FloatImage; readonly from: number } {
  if (image.shape.length === 3) return { flat: image, from: 0 };
  const [depth = 1, height = 1, width = 1] = image.shape;
  const channels = channelsOf(image);
  const from = Math.floor(depth / 2) * height * width;
  return { flat: floatImage(image.data.subarray(from * channels, (from + height * width) * channels), [height, width, channels]), from };
}

function errorColour(truth: number, predicted: number): Colour | null {
  if (truth < 0 || truth === predicted) return null;
  return predicted === 0 ? MISSED : truth === 0 ? FALSE_ALARM : CONFUSED;
}

function toRgb({ data, height, width, channels }: Picture): Picture {
  const rgb = new Uint8Array(height * width * 3);
  for (let i = 0; i < height * width; i++) for (let c = 0; c < 3; c++) rgb[3 * i + c] = data[i * channels + (channels === 1 ? 0 : c)] as number;
  return { data: rgb, height, width, channels: 3 };
}

function painted(ground: Picture, colourAt: (pixel: number) => Colour | null, share: number, brightness: number): Picture {
  const data = ground.data.map((value) => Math.round(value * brightness));
  for (let pixel = 0; pixel < data.length / 3; pixel++) {
    const colour = colourAt(pixel);
    if (!colour) continue;
    for (let c = 0; c < 3; c++) data[3 * pixel + c] = Math.round((1 - share) * (data[3 * pixel + c] as number) + share * (colour[c] as number));
  }
  return { ...ground, data };
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
