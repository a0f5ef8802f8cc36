import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { emptyLike, floatImage, imageSize } from '../../data/image.ts';
import type { FloatImage } from '../../data/image.ts';

/**
 * From the place of an output pixel to the place in the input that it shows,
 * both measured from the centre of their image, in pixels down and to the right.
 */
export interface Affine {
  readonly downToDown: number;
  readonly rightToDown: number;
  readonly downToRight: number;
  readonly rightToRight: number;
}

/**
 * The image seen through an affine map, linearly interpolated. Beyond the
 * border the nearest pixel goes on: 0 would be black before a z-score and grey
 * after it, an edge in every rotated picture that no real picture has.
 * batchgenerators' `nearest`, its default for images.
 */
export function resampleLinear(image: DenseArray, affine: Affine, [toHeight, toWidth]: readonly [number, number]): FloatImage {
  const { height, width, channels } = imageSize(image);
  const { data } = image;
  const result = new Float32Array(toHeight * toWidth * channels);
  let to = 0;
  eachPlace(image, affine, [toHeight, toWidth], (down, right) => {
    const y = clamp(down, height - 1);
    const x = clamp(right, width - 1);
    const top = Math.floor(y);
    const left = Math.floor(x);
    const below = y - top;
    const beside = x - left;
    const topLeft = (top * width + left) * channels;
    const nextColumn = left < width - 1 ? channels : 0;
    const nextRow = top < height - 1 ? width * channels : 0;
    for (let at = topLeft; at < topLeft + channels; at++) {
      const upper = (1 - beside) * (data[at] as number) + beside * (data[at + nextColumn] as number);
      const lower = (1 - beside) * (data[at + nextRow] as number) + beside * (data[at + nextRow + nextColumn] as number);
      result[to++] = (1 - below) * upper + below * lower;
    }
  });
  return floatImage(result, [toHeight, toWidth, channels]);
}

/** As `resampleLinear`, but each pixel takes the nearest value: for labels, which must not be mixed. */
export function resampleNearest(image: DenseArray, affine: Affine, [toHeight, toWidth]: readonly [number, number]): DenseArray {
  const { height, width, channels } = imageSize(image);
  const { data } = image;
  const result = emptyLike(data, toHeight * toWidth * channels);
  let to = 0;
  eachPlace(image, affine, [toHeight, toWidth], (down, right) => {
    const y = clamp(Math.floor(down + 0.5), height - 1);
    const x = clamp(Math.floor(right + 0.5), width - 1);
    const at = (y * width + x) * channels;
    for (let channel = 0; channel < channels; channel++) result[to++] = data[at + channel] as number;
  });
  return { data: result, shape: [toHeight, toWidth, channels], dtype: image.dtype };
}

/** Calls back with the input place (down, right) of every output pixel, row by row. */
function eachPlace(image: DenseArray, affine: Affine, [toHeight, toWidth]: readonly [number, number], visit: (down: number, right: number) => void): void {
  const { height, width } = imageSize(image);
  for (let row = 0; row < toHeight; row++) {
    const down = row - (toHeight - 1) / 2;
    for (let column = 0; column < toWidth; column++) {
      const right = column - (toWidth - 1) / 2;
      visit(
        affine.downToDown * down + affine.rightToDown * right + (height - 1) / 2,
        affine.downToRight * down + affine.rightToRight * right + (width - 1) / 2,
      );
    }
  }
}

function clamp(value: number, high: number): number {
  return value < 0 ? 0 : value > high ? high : value;
}
