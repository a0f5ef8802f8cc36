import { describe, expect, it } from 'vitest';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import { maskValues, toClasses, toMask } from '../../src-main/imaging/mask.ts';

const bytes = (values: number[], channels = 1): DenseArray => ({ data: Uint8Array.from(values), shape: [1, values.length / channels, channels], dtype: 'uint8' });

describe('a mask', () => {
  it('keeps grey numbers, drops opacity, and makes one number of each colour', () => {
    expect(toMask(bytes([0, 255, 7])).data).toEqual(Int32Array.of(0, 255, 7));
    expect(toMask(bytes([3, 255, 4, 0], 2)).data).toEqual(Int32Array.of(3, 4));
    expect(toMask(bytes([0, 0, 0, 255, 0, 1], 3)).data).toEqual(Int32Array.of(0, 0xff0001));
    expect(toMask(bytes([0, 2, 0, 9], 4))).toEqual({ data: Int32Array.of(512), shape: [1, 1, 1], dtype: 'int32' });
  });

  it('refuses values that are no whole numbers, and pictures', () => {
    expect(() => toMask({ data: Float32Array.of(0, 0.5), shape: [1, 2, 1], dtype: 'float32' })).toThrow('expected whole numbers in a mask, but found 0.5');
    const ramp = toMask({ data: Uint16Array.from({ length: 300 }, (_, i) => i), shape: [1, 300, 1], dtype: 'uint16' });
    expect(() => maskValues(ramp)).toThrow('expected a mask of at most 256 different numbers, but found more');
  });

  it('takes several volumes of a scan neither for opacity nor for colours', () => {
    const geometry = { spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [[0, 0, 1], [0, 1, 0], [1, 0, 0]], affine: null } as const;
    for (const channels of [2, 3, 4]) {
      const volumes = { ...bytes(new Array<number>(channels).fill(1), channels), geometry };
      const sentence = `expected a mask of one number for each voxel, but found ${channels}, as of several volumes in one file: keep the one that holds the classes`;
      expect(() => toMask(volumes)).toThrow(sentence);
      expect(() => toMask({ ...volumes, shape: [1, 1, 1, channels], geometry: null })).toThrow(sentence);
    }
  });

  it('has -1 where its numbers count for nothing: below 0, and where they are called ignore', () => {
    const mask = toMask({ data: Int16Array.of(0, 1, -1, 2, -1000), shape: [1, 5, 1], dtype: 'int16' });
    expect(toClasses(mask, [0, 1, -1, 2]).data).toEqual(Int32Array.of(0, 1, -1, -1, -1));
    expect(() => toClasses(mask, [0, 1])).toThrow('expected one of 0, 1 in the mask, but found 2');
  });

  it('tells its numbers, and counts classes in their order', () => {
    const mask = toMask(bytes([255, 0, 0, 255, 128]));
    expect(maskValues(mask)).toEqual([0, 128, 255]);
    expect(toClasses(mask, [0, 128, 255]).data).toEqual(Int32Array.of(2, 0, 0, 2, 1));
    expect(() => toClasses(mask, [0, 255])).toThrow('expected one of 0, 255 in the mask, but found 128');
  });
});
