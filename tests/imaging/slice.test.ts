import { describe, expect, it } from 'vitest';
import type { Vector3 } from '../../src-shared/domain/volume.ts';
import { middleSlice, percentileWindow } from '../../src-main/imaging/slice.ts';

const volume = (direction: readonly [Vector3, Vector3, Vector3] | null, channels = 1) => ({
  data: Int16Array.from({ length: 3 * 2 * 2 * channels }, (_, i) => i),
  shape: [3, 2, 2, channels],
  dtype: 'int16' as const,
  geometry: direction && { spacingMm: [1, 1, 1] as const, originMm: [0, 0, 0] as const, direction, affine: null },
});

describe('middleSlice', () => {
  it('is the middle of the slices as it is stored where nothing is known of its place', () => {
    expect(middleSlice(volume(null))).toEqual({ data: Int16Array.of(4, 5, 6, 7), shape: [2, 2, 1], dtype: 'int16' });
  });

  it('is turned so that left is right and the front above, and upright slices stand', () => {
    expect([...middleSlice(volume([[0, 0, 1], [0, 1, 0], [1, 0, 0]])).data]).toEqual([4, 5, 6, 7]);
    expect([...middleSlice(volume([[0, 0, 1], [0, -1, 0], [1, 0, 0]])).data]).toEqual([6, 7, 4, 5]);
    expect([...middleSlice(volume([[0, 0, 1], [0, 1, 0], [-1, 0, 0]])).data]).toEqual([5, 4, 7, 6]);
    expect([...middleSlice(volume([[0, 1, 0], [0, 0, 1], [1, 0, 0]])).data]).toEqual([6, 7, 4, 5]);
  });

  it('is the first of several channels, or colours where they are three of eight bits', () => {
    expect(middleSlice(volume(null, 2))).toMatchObject({ shape: [2, 2, 1], data: Int16Array.of(8, 10, 12, 14) });
    const colours = { ...volume(null, 3), data: Uint8Array.from({ length: 36 }, (_, i) => i), dtype: 'uint8' as const };
    expect(middleSlice(colours)).toMatchObject({ shape: [2, 2, 3], data: colours.data.subarray(12, 24) });
  });

  it('leaves images alone', () => {
    const image = { data: Uint8Array.of(1, 2), shape: [1, 2, 1], dtype: 'uint8' as const, geometry: null };
    expect(middleSlice(image)).toBe(image);
  });
});

describe('percentileWindow', () => {
  it('leaves half a per cent out on each side', () => {
    const data = Float32Array.from({ length: 1000 }, (_, i) => i);
    data[999] = 1e9;
    data[3] = NaN;
    expect(percentileWindow({ data, shape: [1000, 1, 1], dtype: 'float32' })).toEqual([6, 994]);
  });

  it('takes all values of an array that is nearly constant, and copes with none', () => {
    const data = new Uint8Array(1000).fill(7);
    data[5] = 9;
    expect(percentileWindow({ data, shape: [1000, 1, 1], dtype: 'uint8' })).toEqual([7, 9]);
    expect(percentileWindow({ data: Float32Array.of(NaN), shape: [1, 1, 1], dtype: 'float32' })).toEqual([0, 0]);
  });
});
