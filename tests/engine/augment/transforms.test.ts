import { describe, expect, it } from 'vitest';
import { random } from '../../../src-shared/lib/random.ts';
import { contrast } from '../../../src-main/engine/augment/intensity/contrast.ts';
import { sometimes } from '../../../src-main/engine/augment/sometimes.ts';
import { resampleLinear, resampleNearest } from '../../../src-main/engine/augment/spatial/affine.ts';
import { mirror } from '../../../src-main/engine/augment/spatial/mirror.ts';
import { rotate } from '../../../src-main/engine/augment/spatial/rotate.ts';
import { floatImage } from '../../../src-main/engine/data/image.ts';
import { IMAGE, TURNED, TURNED_NEAREST } from '../../fixtures/resampled.ts';
import { array, greyImage, sample } from '../../helpers/samples.ts';

const GRID = sample(0, greyImage([[1, 2, 3], [4, 5, 6]]), 0, { mask: array(Uint8Array.of(0, 0, 1, 2, 2, 2), [2, 3, 1], 'uint8') });

describe('mirror', () => {
  const flipped = (axes: number[]) => [...(mirror([0, 1]).apply(GRID, { axes }).arrays['image']?.data ?? [])];

  it('swaps top and bottom along axis 0, left and right along axis 1', () => {
    expect(flipped([0])).toEqual([4, 5, 6, 1, 2, 3]);
    expect(flipped([1])).toEqual([3, 2, 1, 6, 5, 4]);
    expect(flipped([0, 1])).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('moves a mask with the image and keeps channels in order', () => {
    expect(mirror([1]).apply(GRID, { axes: [1] }).arrays['mask']?.data).toEqual(Uint8Array.of(1, 0, 0, 2, 2, 2));
    const colour = sample(0, floatImage(Float32Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3]));
    expect([...(mirror([1]).apply(colour, { axes: [1] }).arrays['image']?.data ?? [])]).toEqual([4, 5, 6, 1, 2, 3]);
  });

  it('draws every selection of axes equally often and never none', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const { axes } = mirror([0, 1]).draw(GRID, random(1, 'augment', 1, i));
      counts.set(axes.join(), (counts.get(axes.join()) ?? 0) + 1);
    }
    expect(new Set(counts.keys())).toEqual(new Set(['0', '1', '0,1']));
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
    expect(mirror([1]).draw(GRID, random(1, 'augment'))).toEqual({ axes: [1] });
  });

  it('refuses an axis that images do not have', () => {
    expect(() => mirror([2]).draw(GRID, random(1, 'augment'))).toThrow('expected mirror axes below 2 for image-0.png, but found 2');
  });

  it('says what it did', () => {
    expect(mirror([0, 1]).describe({ axes: [1] })).toBe('mirror axis 1');
    expect(mirror([0, 1]).describe({ axes: [0, 1] })).toBe('mirror axes 0, 1');
  });
});

describe('resampling', () => {
  // batchgenerators turns and scales row vectors from the centre: [down, right] · [[cos, −sin], [sin, cos]] · 1.2.
  const affine = { downToDown: 1.2 * Math.cos(0.3), rightToDown: 1.2 * Math.sin(0.3), downToRight: -1.2 * Math.sin(0.3), rightToRight: 1.2 * Math.cos(0.3) };

  it('interpolates and repeats the border as scipy does', () => {
    TURNED.flat().forEach((value, i) => expect(resampleLinear(greyImage(IMAGE), affine, [4, 5]).data[i]).toBeCloseTo(value, 4));
    expect([...resampleNearest(greyImage(IMAGE), affine, [4, 5]).data]).toEqual(TURNED_NEAREST.flat());
  });
});

describe('rotate', () => {
  it('turns counter-clockwise about the centre', () => {
    const square = sample(0, greyImage([[1, 2], [3, 4]]), 0, { mask: array(Uint8Array.of(1, 2, 3, 4), [2, 2, 1], 'uint8') });
    const turned = rotate(90).apply(square, { degrees: 90 });
    [2, 4, 1, 3].forEach((value, i) => expect(turned.arrays['image']?.data[i]).toBeCloseTo(value, 5));
    expect([...(turned.arrays['mask']?.data ?? [])]).toEqual([2, 4, 1, 3]);
  });

  it('comes back after a turn and its opposite, away from the border', () => {
    const smooth = sample(0, greyImage(Array.from({ length: 31 }, (_, y) => Array.from({ length: 31 }, (__, x) => Math.sin(x / 5) + Math.cos(y / 4)))));
    const back = rotate(20).apply(rotate(20).apply(smooth, { degrees: 20 }), { degrees: -20 });
    for (let y = 8; y < 23; y++) for (let x = 8; x < 23; x++) expect(back.arrays['image']?.data[y * 31 + x]).toBeCloseTo(smooth.arrays['image']?.data[y * 31 + x] ?? 9, 1);
  });

  it('adds no value that the image has not at its border', () => {
    const even = sample(0, greyImage(new Array<number[]>(9).fill(new Array<number>(9).fill(-3))));
    expect([...(rotate(45).apply(even, { degrees: 45 }).arrays['image']?.data ?? [])]).toEqual(new Array(81).fill(-3));
  });

  it('draws evenly to both sides', () => {
    const angles = Array.from({ length: 2000 }, (_, i) => rotate(15).draw(GRID, random(1, 'augment', 1, i)).degrees);
    expect(Math.max(...angles)).toBeLessThan(15);
    expect(Math.min(...angles)).toBeGreaterThanOrEqual(-15);
    expect(Math.abs(angles.reduce((sum, angle) => sum + angle, 0) / 2000)).toBeLessThan(1);
    expect(angles.filter((angle) => Math.abs(angle) > 7.5).length).toBeGreaterThan(900);
  });

  it('says what it did', () => expect(rotate(15).describe({ degrees: 8.24 })).toBe('rotate 8.2°'));
});

describe('contrast', () => {
  const values = (factor: number, rows: number[][]) => [...(contrast([0.5, 2]).apply(sample(0, greyImage(rows)), { factor }).arrays['image']?.data ?? [])];

  it('moves values towards the mean, or away from it within the old range', () => {
    expect(values(0.5, [[0, 4, 8]])).toEqual([2, 4, 6]);
    expect(values(2, [[0, 3, 4, 5, 8]])).toEqual([0, 2, 4, 6, 8]);
  });

  it('takes each channel about its own mean, by one factor', () => {
    const colour = sample(0, floatImage(Float32Array.of(0, 100, 4, 200), [1, 2, 2]));
    expect([...(contrast([0.5, 2]).apply(colour, { factor: 0.5 }).arrays['image']?.data ?? [])]).toEqual([1, 125, 3, 175]);
  });

  it('draws below and above 1 equally often, however wide each side is', () => {
    const factors = Array.from({ length: 2000 }, (_, i) => contrast([0.9, 3]).draw(GRID, random(1, 'augment', 1, i)).factor);
    expect(factors.every((factor) => factor >= 0.9 && factor < 3)).toBe(true);
    expect(Math.abs(factors.filter((factor) => factor < 1).length - 1000)).toBeLessThan(120);
  });

  it.each([[[1.2, 1.5]], [[0.5, 0.8]], [[1, 1]]] as const)('draws within %j, which lies on one side of 1', ([low, high]) => {
    for (let i = 0; i < 100; i++) {
      const { factor } = contrast([low, high]).draw(GRID, random(1, 'augment', 1, i));
      expect(factor).toBeGreaterThanOrEqual(low);
      expect(factor).toBeLessThanOrEqual(high);
    }
  });

  it('says what it did', () => expect(contrast([0.5, 2]).describe({ factor: 0.833 })).toBe('contrast × 0.83'));
});

describe('sometimes', () => {
  const share = (probability: number) =>
    Array.from({ length: 2000 }, (_, i) => sometimes(rotate(15), probability).draw(GRID, random(1, 'augment', 1, i))).filter((drawn) => drawn !== null).length / 2000;

  it('changes the share of samples that was asked for', () => {
    expect(share(0)).toBe(0);
    expect(share(1)).toBe(1);
    expect(share(0.15)).toBeCloseTo(0.15, 1);
  });

  it('gives the very sample back where nothing was drawn', () => {
    expect(sometimes(rotate(15), 0).apply(GRID, null)).toBe(GRID);
    expect(sometimes(rotate(15), 0).describe(null)).toBe('');
  });
});
