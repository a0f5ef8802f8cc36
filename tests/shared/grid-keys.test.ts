import { describe, expect, it } from 'vitest';
import { moveInGrid } from '../../src-shared/lib/grid-keys.ts';

/** Ten items in rows of four: 0–3, 4–7, 8–9. */
const from = (index: number) => ({ index, count: 10, columns: 4, page: 2 });
const moves = (index: number, keys: readonly string[], ctrl = false) => keys.map((key) => moveInGrid(key, from(index), ctrl));

describe('moving the focus in a grid', () => {
  it('goes left and right on into the next row, and stops at both ends', () => {
    expect(moves(4, ['ArrowLeft', 'ArrowRight'])).toEqual([3, 5]);
    expect([moveInGrid('ArrowLeft', from(0)), moveInGrid('ArrowRight', from(9))]).toEqual([0, 9]);
  });

  it('goes up and down in its column, and takes the last item of a row that is too short', () => {
    expect(moves(5, ['ArrowUp', 'ArrowDown'])).toEqual([1, 9]);
    expect(moves(7, ['ArrowDown'])).toEqual([9]);
    expect(moves(1, ['ArrowUp'])).toEqual([1]);
    expect(moves(9, ['ArrowDown'])).toEqual([9]);
  });

  it('goes by pages, but not beyond the first and last row', () => {
    expect(moves(2, ['PageUp', 'PageDown'])).toEqual([2, 9]);
    expect(moves(9, ['PageUp'])).toEqual([1]);
  });

  it('goes to the ends of the row, with Ctrl to those of the whole', () => {
    expect(moves(6, ['Home', 'End'])).toEqual([4, 7]);
    expect(moves(9, ['End'])).toEqual([9]);
    expect(moves(6, ['Home', 'End'], true)).toEqual([0, 9]);
  });

  it('goes either way through a list', () => {
    const list = { index: 3, count: 10, columns: 1, page: 5 };
    expect(['ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight', 'PageDown', 'End'].map((key) => moveInGrid(key, list))).toEqual([2, 2, 4, 4, 8, 9]);
  });

  it('leaves alone the keys that move nothing', () => {
    expect(moves(6, ['Enter', '1', 'a'])).toEqual([null, null, null]);
    const bars = { index: 3, count: 10, columns: 10, page: 1 };
    expect(['ArrowRight', 'ArrowDown'].map((key) => moveInGrid(key, bars))).toEqual([4, null]);
  });
});
