import { describe, expect, it } from 'vitest';
import { TALLEST, gridLayout, offsetForRow, scrollScale } from '../../../src-renderer/images/grid-layout.ts';
import { centredView, fitView, panView, pixelUnder, zoomView } from '../../../src-renderer/images/view-geometry.ts';

describe('the layout of a grid', () => {
  const needs = { width: 1000, count: 95, minCellWidth: 100, gap: 10, aspect: 1, captionHeight: 20 };

  it('has as many columns as fit, and cells that fill the width', () => {
    const layout = gridLayout(needs);
    expect(layout).toEqual({ columns: 9, rows: 11, cellWidth: (1000 - 80) / 9, rowHeight: 102 + 20 + 10 });
    expect(layout.columns * layout.cellWidth + (layout.columns - 1) * needs.gap).toBeCloseTo(1000, 9);
  });

  it('has one column where not even one cell fits', () => {
    expect(gridLayout({ ...needs, width: 60 })).toMatchObject({ columns: 1, rows: 95, cellWidth: 60 });
  });

  it('follows the shape of the pictures', () => {
    expect(gridLayout({ ...needs, aspect: 2, captionHeight: 0 }).rowHeight).toBe(51 + 10);
  });
});

describe('scrolling a grid', () => {
  it('is plain while a browser can lay the rows out, and scaled beyond, so that both ends are reached', () => {
    expect(scrollScale(TALLEST, 600)).toBe(1);
    const scale = scrollScale(200_000_000, 600);
    expect((TALLEST - 600) * scale).toBeCloseTo(200_000_000 - 600, 3);
  });

  it('moves no more than it must to bring a row into sight', () => {
    const offsets = [0, 4, 9, 20].map((row) => offsetForRow(row, 100, 400, 500, 'least'));
    expect(offsets).toEqual([0, 400, 500, 1600]);
    expect(offsetForRow(6, 100, 400, 500, 'start')).toBe(600);
  });
});

describe('a picture on the stage', () => {
  const picture = { width: 200, height: 100 };
  const stage = { width: 800, height: 600 };

  it('is fitted whole and centred', () => {
    expect(fitView(picture, stage)).toEqual({ scale: 4, left: 0, top: 100 });
    expect(centredView(1, picture, stage)).toEqual({ scale: 1, left: 300, top: 250 });
  });

  it('keeps the pixel under the pointer while it is zoomed', () => {
    const before = fitView(picture, stage);
    const point = { x: 500, y: 320 };
    const after = zoomView(before, 3, point, picture, stage);
    expect(after.scale).toBe(12);
    expect((point.x - after.left) / after.scale).toBeCloseTo((point.x - before.left) / before.scale, 9);
    expect((point.y - after.top) / after.scale).toBeCloseTo((point.y - before.top) / before.scale, 9);
  });

  it('cannot be pushed off the stage', () => {
    const large = centredView(10, picture, stage);
    expect(panView(large, 9999, -9999, picture, stage)).toEqual({ scale: 10, left: 0, top: 600 - 1000 });
    expect(panView(centredView(1, picture, stage), 50, 50, picture, stage)).toEqual({ scale: 1, left: 300, top: 250 });
  });

  it('has limits to its zoom', () => {
    expect(zoomView(fitView(picture, stage), 1e9, { x: 0, y: 0 }, picture, stage).scale).toBe(64);
    expect(zoomView(fitView(picture, stage), 1e-9, { x: 0, y: 0 }, picture, stage).scale).toBe(0.02);
  });

  it('tells the pixel under a point, and none beside it', () => {
    const view = fitView(picture, stage);
    expect(pixelUnder(view, { x: 0, y: 100 }, picture)).toEqual({ x: 0, y: 0 });
    expect(pixelUnder(view, { x: 799, y: 499 }, picture)).toEqual({ x: 199, y: 99 });
    expect(pixelUnder(view, { x: 400, y: 99 }, picture)).toBeNull();
  });
});
