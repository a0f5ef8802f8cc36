import { describe, expect, it } from 'vitest';
import type { DenseArray } from '../../../../src-shared/domain/array.ts';
import { changesGrid, toOriginalGrid } from '../../../../src-main/engine/data/prepare/original-grid.ts';
import { padTo } from '../../../../src-main/engine/data/prepare/pad.ts';
import { prepareSample } from '../../../../src-main/engine/data/prepare/prepare.ts';

const floats = (values: readonly number[], shape: readonly number[]): DenseArray => ({ data: Float32Array.from(values), shape, dtype: 'float32' });
const rising = (shape: readonly number[]) => floats(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1), shape);

describe('pad', () => {
  it('keeps an image in the middle, and cuts off what is too much', () => {
    expect(padTo(floats([1, 2], [1, 2, 1]), [2, 5], 0).data).toEqual(Float32Array.of(0, 1, 2, 0, 0, 0, 0, 0, 0, 0));
    expect(padTo(rising([1, 5, 1]), [1, 2], 0).data).toEqual(Float32Array.of(2, 3));
  });

  it('undoes itself, also for volumes with channels', () => {
    const volume = rising([2, 3, 3, 2]);
    const padded = padTo(volume, [5, 4, 6], -1);
    expect(padded.shape).toEqual([5, 4, 6, 2]);
    expect(padTo(padded, [2, 3, 3], 0)).toEqual(volume);
  });

  it('surrounds a mask with labels that count for nothing', () => {
    const image = rising([1, 2, 1]);
    const label: DenseArray = { data: Int32Array.of(0, 1), shape: [1, 2, 1], dtype: 'int32' };
    const { arrays } = prepareSample({ key: 'a', path: 'a', arrays: { image, label } }, [{ kind: 'pad', size: [1, 4] }]);
    expect(arrays['image']?.data).toEqual(Float32Array.of(0, 1, 2, 0));
    expect(arrays['label']?.data).toEqual(Int32Array.of(-1, 0, 1, -1));
  });
});

describe('the original grid', () => {
  it('is changed by resizing and padding alone', () => {
    expect(changesGrid([{ kind: 'z-score', over: 'all' }, { kind: 'channels', count: 1 }])).toBe(false);
    expect(changesGrid([{ kind: 'pad', size: [3, 3] }])).toBe(true);
  });

  it('is found again behind every step, the last one first', () => {
    const back = toOriginalGrid(rising([6, 6, 2]), [{ kind: 'resize', size: [4, 4], interpolation: 'linear' }, { kind: 'range', low: 0, high: 1, from: 'type' }, { kind: 'pad', size: [6, 6] }], [8, 2]);
    expect(back.shape).toEqual([8, 2, 2]);
  });

  it('has what was cut off as the first class', () => {
    const back = toOriginalGrid(floats([0, 1], [1, 1, 2]), [{ kind: 'pad', size: [1, 1] }], [1, 3]);
    expect([...back.data]).toEqual([0, 0, 0, 1, 0, 0]);
  });
});
