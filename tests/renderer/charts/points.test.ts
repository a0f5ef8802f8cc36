import { describe, expect, it } from 'vitest';
import { columnStarts, maxPerColumn, meanPerColumn, minPerColumn } from '../../../src-renderer/charts/columns.ts';
import { lineKey } from '../../../src-renderer/charts/line-keys.ts';
import { leftOut } from '../../../src-renderer/charts/line-notes.ts';
import { readLines, readingsInWords } from '../../../src-renderer/charts/line-readings.ts';
import type { DrawnPlot } from '../../../src-renderer/charts/line-view.ts';
import { nearestPoint, nearestPosition, nextPosition, pointWithinReach } from '../../../src-renderer/charts/nearest-point.ts';
import { prepareLine } from '../../../src-renderer/charts/prepare-line.ts';
import { exactSeries, lossValues, thinnedSeries } from '../gallery/made-up-series.ts';

const numbers = (...values: number[]) => Float64Array.from(values);
const plot: DrawnPlot = { area: { left: 50, top: 8, width: 100, height: 100 }, x: [0, 10], y: [0, 10], wholeX: [0, 10], scale: 'linear' };
const line = (label: string, values: readonly number[], spacing = 1) => ({ key: label, label, colour: 'red', series: exactSeries(label, values, 'step', spacing) });

describe('thinning to pixel columns', () => {
  it('keeps mean, least and largest of each column', () => {
    const x = numbers(0, 1, 2, 3, 4, 5);
    const y = numbers(1, 3, 5, 7, 9, 11);
    const starts = columnStarts(x, [0, 6], 2);
    expect([...starts]).toEqual([0, 3, 6]);
    expect([...meanPerColumn(starts, y)]).toEqual([3, 9]);
    expect([...minPerColumn(starts, y)]).toEqual([1, 7]);
    expect([...maxPerColumn(starts, y)]).toEqual([5, 11]);
  });

  it('takes one point to each side of the range, so that lines enter and leave', () => {
    const starts = columnStarts(numbers(0, 10, 20, 30, 40), [12, 33], 21);
    expect([...starts]).toEqual([1, 2, 3, 4, 5]);
  });

  it('has a gap where a column holds no number, and looks past NaN where it does', () => {
    const starts = columnStarts(numbers(0, 1, 2, 3), [0, 4], 2);
    expect([...meanPerColumn(starts, numbers(NaN, 4, NaN, NaN))]).toEqual([4, NaN]);
    expect([...maxPerColumn(starts, numbers(NaN, 4, Infinity, NaN))]).toEqual([4, NaN]);
  });

  it('loses no spike: one of 1,000,000 points reaches its full height in the band', () => {
    const values = lossValues(1_000_000, 3, 1, 0.9, 0.02);
    values[612_345] = 6;
    const space = { x: [0, 1_000_000], y: [0, 6], scale: 'linear', width: 500, height: 200, ratio: 1 } as const;
    const drawn = prepareLine(thinnedSeries('train_loss', values, 1000), space, 0.9);
    expect(drawn.x.length).toBe(500);
    expect(Math.min(...drawn.top)).toBe(0);
    expect(drawn.x[drawn.top.indexOf(0)]).toBeCloseTo(306, 0);
  });

  it('leaves out of a log scale what it has no place for, and lets the band run down from what it has', () => {
    const space = { x: [0, 3], y: [0.1, 10], scale: 'log', width: 300, height: 100, ratio: 1 } as const;
    const series = { ...exactSeries('a', [1, 0, -1, 10]), min: numbers(1, -2, -1, 10), max: numbers(1, 1, -1, 10) };
    const drawn = prepareLine(series, space, 0);
    expect([...drawn.y]).toEqual([50, NaN, NaN, 0]);
    expect([...drawn.bottom]).toEqual([50, 100, 100, 0]);
    expect([...drawn.top]).toEqual([50, 50, NaN, 0]);
  });

  it('marks where values are no numbers', () => {
    const space = { x: [0, 4], y: [0, 1], scale: 'linear', width: 40, height: 100, ratio: 2 } as const;
    expect([...prepareLine(exactSeries('a', [1, NaN, 1, Infinity, 1]), space, 0).broken]).toEqual([10, 30]);
  });
});

describe('finding the point under the crosshair', () => {
  const x = numbers(0, 10, 20, 100);

  it('takes the nearest', () => {
    expect([-5, 4, 6, 15, 61, 500].map((at) => nearestPoint(x, at))).toEqual([0, 0, 1, 1, 3, 3]);
    expect(nearestPoint(numbers(), 3)).toBe(-1);
    expect(nearestPosition([x, numbers(7)], 8)).toBe(7);
    expect(nearestPosition([numbers()], 8)).toBeNull();
  });

  it('finds none in a run that ended long ago', () => {
    expect(pointWithinReach(numbers(0, 10, 20), 25, 1)).toBe(2);
    expect(pointWithinReach(numbers(0, 10, 20), 40, 1)).toBe(-1);
    expect(pointWithinReach(numbers(5), 7, 3)).toBe(0);
  });

  it('goes to the next point of any line, and stops at the ends', () => {
    const both = [x, numbers(5, 15)];
    expect([0, 5, 10, 100].map((at) => nextPosition(both, at, 1))).toEqual([5, 10, 15, null]);
    expect([100, 20, 0].map((at) => nextPosition(both, at, -1))).toEqual([20, 15, null]);
  });

  it('reads exact values with their place in the plot', () => {
    const [reading] = readLines([line('loss', [0, 1, 2, 3, 4, 5])], 4, plot, 0);
    expect(reading).toMatchObject({ x: 4, step: 4, value: 4, bounds: null, smoothed: null, left: 40, top: 60 });
  });

  it('says where a point is that is not under the crosshair', () => {
    const readings = readLines([line('dense', [1, 2, 3, 4, 5, 6]), line('sparse', [1, 2], 8)], 5, plot, 0);
    expect(readings.map(({ x, elsewhere }) => [x, elsewhere])).toEqual([
      [5, null],
      [8, 'step 8'],
    ]);
  });

  it('tells the extremes of a bucket and the smoothed value', () => {
    const series = { ...exactSeries('a', [4, 8]), exact: false, min: numbers(1, 8), max: numbers(9, 8) };
    const [first] = readLines([{ ...line('a', []), series }], 0, plot, 0.5);
    expect(first).toMatchObject({ value: 4, bounds: [1, 9], smoothed: 4 });
  });

  it('is put into words for listeners, no more than they can follow', () => {
    const lines = Array.from({ length: 8 }, (_, i) => line(`run ${i}`, [i / 8]));
    expect(readingsInWords(readLines(lines.slice(0, 2), 0, plot, 0))).toBe('run 0 0, run 1 0.125');
    expect(readingsInWords(readLines(lines, 0, plot, 0))).toBe('run 0 0, run 1 0.125, run 2 0.25, run 3 0.375, run 4 0.5 and 3 more');
  });
});

describe('keys on a chart', () => {
  const lines = [line('a', [1, 2, 3, 4, 5], 2)];
  const press = (key: string, hoverX: number | null = null, zoom = plot.x) => lineKey(key, lines, hoverX, { ...plot, x: zoom }, 1);

  it('move the crosshair from point to point, and no further than is in sight', () => {
    expect(press('ArrowRight')).toEqual({ kind: 'hover', x: 0 });
    expect(press('ArrowLeft')).toEqual({ kind: 'hover', x: 8 });
    expect(press('ArrowRight', 2)).toEqual({ kind: 'hover', x: 4 });
    expect(press('ArrowRight', 4, [0, 5])).toBeNull();
    expect([press('Home', 4), press('End', 4)]).toEqual([
      { kind: 'hover', x: 0 },
      { kind: 'hover', x: 8 },
    ]);
    expect(press('PageDown', 4, [0, 40])).toEqual({ kind: 'hover', x: 8 });
  });

  it('zoom about the crosshair, and show the whole', () => {
    expect(press('+', 2)).toEqual({ kind: 'zoom', range: [1, 6] });
    expect(press('-', 2, [1, 6])).toEqual({ kind: 'zoom', range: null });
    expect(press('0', 2, [1, 6])).toEqual({ kind: 'zoom', range: null });
  });

  it('leave other keys alone', () => {
    expect(['a', 'Enter', 'Tab'].map((key) => press(key))).toEqual([null, null, null]);
  });
});

describe('what the legend says of a line', () => {
  it('counts what is left out where every point is there', () => {
    expect(leftOut(exactSeries('a', [1, 0, -2, NaN]), 'log')).toBe('2 ≤ 0 left out, 1 not a number');
    expect(leftOut(exactSeries('a', [1, 0, -2, 3]), 'linear')).toBe('');
  });

  it('only says so where buckets hide how many', () => {
    expect(leftOut({ ...exactSeries('a', [1, 0]), exact: false }, 'log')).toBe('≤ 0 left out');
  });
});
