import type { Picture } from '../../../src-shared/domain/picture.ts';
import { paintOver } from '../../../src-shared/lib/paint-classes.ts';
import { middleSlice } from './class-picture.ts';
import type { FloatImage } from './image.ts';
import { toPicture } from './to-picture.ts';

/** Pixels between the pictures of a grid. */
const GAP = 2;

/** Pictures of one size side by side, in about as many rows as columns, on white. */
export function pictureGrid(pictures: readonly Picture[]): Picture {
  const [first] = pictures;
  if (!first) throw new Error('expected pictures to lay out, but found none');
  const { height, width } = first;
  const odd = pictures.find((each) => each.height !== height || each.width !== width);
  if (odd) throw new Error(`expected pictures of ${height} × ${width}, as the first is, but found ${odd.height} × ${odd.width}`);
  const columns = Math.ceil(Math.sqrt(pictures.length));
  const rows = Math.ceil(pictures.length / columns);
  const whole = { height: rows * (height + GAP) - GAP, width: columns * (width + GAP) - GAP };
  const data = new Uint8Array(whole.height * whole.width * 3).fill(255);
  for (const [i, picture] of pictures.entries()) {
    const top = Math.floor(i / columns) * (height + GAP);
    const left = (i % columns) * (width + GAP);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = (y * width + x) * picture.channels;
        const to = ((top + y) * whole.width + left + x) * 3;
        for (let channel = 0; channel < 3; channel++) data[to + channel] = picture.data[from + (picture.channels < 3 ? 0 : channel)] ?? 0;
      }
    }
  }
  return { data, ...whole, channels: 3 };
}

/** How much of a place's colour is the map's, at its hottest. */
const HEAT_SHARE = 0.6;

/** An image with a map over it: from its smallest value in black through red and yellow to its largest in white. */
export function heatPicture(image: FloatImage, heat: ArrayLike<number>): Picture {
  const { flat, from } = middleSlice(image);
  const picture = toPicture(flat);
  const count = picture.height * picture.width;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = heat[from + i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (heat.length < from + count) throw new Error(`expected a value for each of ${count} pixels, but found ${heat.length}`);
  return paintOver(picture, (i) => hot(high > low ? ((heat[from + i] ?? low) - low) / (high - low) : 0), HEAT_SHARE);
}

/** The colour map `hot`: red rises first, then green, then blue. */
function hot(share: number): readonly [number, number, number] {
  const part = (begin: number) => Math.round(255 * Math.min(1, Math.max(0, 3 * share - begin)));
  return [part(0), part(1), part(2)];
}
