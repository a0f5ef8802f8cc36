import { describe, expect, it } from 'vitest';
import { floatImage } from '../../../src-main/engine/data/image.ts';
import { maskPictures } from '../../../src-main/engine/callbacks/mask-pictures.ts';
import { classPicture } from '../../../src-main/engine/data/class-picture.ts';

const pixelOf = ({ data, width }: { readonly data: Uint8Array; readonly width: number }, y: number, x: number) => [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
const grey = (values: readonly number[], shape: readonly number[]) => floatImage(Float32Array.from(values), shape);

describe('pictures of masks', () => {
  it('show image and truth, prediction and errors: a miss, a false alarm and one class taken for another in colours of their own', () => {
    const { picture, dice } = maskPictures(grey([0, 0, 0, 0, 0], [1, 5, 1]), [0, 1, 0, 1, -1], [0, 0, 1, 2, 1], 3);
    expect([picture.height, picture.width]).toEqual([4, 12]);
    const errors = Array.from({ length: 5 }, (_, x) => pixelOf(picture, 3, 7 + x));
    expect(errors[0]).toEqual([0, 0, 0]);
    expect(errors[4], 'where truth is not known').toEqual([0, 0, 0]);
    expect(new Set(errors.slice(1, 4).map(String)).size, 'three kinds of error').toBe(3);
    expect(pixelOf(picture, 0, 1), 'the image is bare').toEqual([0, 0, 0]);
    expect(pixelOf(picture, 0, 8), 'the truth is not').not.toEqual([0, 0, 0]);
    expect(dice).toBe(0);
  });

  it('take the middle slice of a volume, labels and all', () => {
    const volume = grey([0, 0, 0.2, 0.4, 1, 1], [3, 1, 2, 1]);
    const picture = classPicture(volume, [1, 1, 0, 1, 1, 1]);
    expect([picture.height, picture.width]).toEqual([1, 2]);
    expect(pixelOf(picture, 0, 0)).toEqual([51, 51, 51]);
    expect(pixelOf(picture, 0, 1)).not.toEqual([102, 102, 102]);
    expect(maskPictures(volume, [1, 1, 0, 1, 1, 1], [0, 0, 0, 1, 0, 0], 2).dice).toBe(1);
  });
});
