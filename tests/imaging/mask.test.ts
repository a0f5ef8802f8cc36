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

  it('tells its numbers, and counts classes in their order', () => {
    const mask = toMask(bytes([255, 0, 0, 255, 128]));
    expect(maskValues(mask)).toEqual([0, 128, 255]);
    expect(toClasses(mask, [0, 128, 255]).data).toEqual(Int32Array.of(2, 0, 0, 2, 1));
    expect(() => toClasses(mask, [0, 255])).toThrow('expected one of 0, 255 in the mask, but found 128');
  });
});
