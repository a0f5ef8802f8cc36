import { describe, expect, it } from 'vitest';
import { at, fitValues, grow, share, union } from '../../../src-renderer/charts/domain.ts';
import { createLineAxes, valueExtent } from '../../../src-renderer/charts/line-axes.ts';
import { axisTicks, linearTicks, valueTicks } from '../../../src-renderer/charts/ticks.ts';
import { dragRange, zoomAround } from '../../../src-renderer/charts/zoom.ts';
import { exactSeries } from '../gallery/made-up-series.ts';

describe('the range of an axis', () => {
  it('leaves a little air around values', () => {
    expect(fitValues([100, 200], 'linear')).toEqual([95, 205]);
    const [low, high] = fitValues([0.01, 100], 'log');
    expect([Math.log10(low), Math.log10(high)]).toEqual([-2.2, 2.2]);
  });

  it('begins at zero where zero is near, and never crosses it', () => {
    expect(fitValues([0.1, 2.1], 'linear')).toEqual([0, 2.2]);
    expect(fitValues([0, 1], 'linear')).toEqual([0, 1.05]);
    expect(fitValues([-2.1, -0.1], 'linear')).toEqual([-2.2, 0]);
  });

  it('has a length even for a single value', () => {
    expect(fitValues([0.5, 0.5], 'linear')).toEqual([0.45, 0.55]);
    expect(fitValues([0, 0], 'linear')).toEqual([0, 1]);
  });

  it('moves outwards only, and then a little further than it must', () => {
    expect(grow([0, 100], [10, 90])).toEqual([0, 100]);
    expect(grow([0, 100], [0, 200])).toEqual([0, 210]);
    expect(grow([10, 20], [4, 15])).toEqual([4 - 16 * 0.05, 20]);
    expect(grow(null, [3, 4])).toEqual([3, 4]);
  });

  it('grows by factors on a log scale', () => {
    const [low, high] = grow([1, 10], [1, 1000], 'log');
    expect(low).toBe(1);
    expect(Math.log10(high)).toBeCloseTo(3.15, 12);
  });

  it('is the union of what the lines need', () => {
    expect(union([[3, 5], null, [1, 4]])).toEqual([1, 5]);
    expect(union([null])).toBeNull();
  });

  it('turns places into values and back, and has no place for zero on a log scale', () => {
    expect(at(share(30, [20, 60]), [20, 60])).toBe(30);
    expect([share(1, [0.1, 10], 'log'), share(0, [0.1, 10], 'log')]).toEqual([0.5, NaN]);
  });
});

describe('the axes of a live chart', () => {
  const line = (key: string, values: readonly number[], start = 0) => ({ key, label: key, colour: 'red', series: exactSeries(key, values, 'step', 1, start) });
  const view = { hidden: [], axis: 'step', scale: 'linear', smoothing: 0, range: null, span: null } as const;

  it('fit a finished run exactly along x', () => {
    expect(createLineAxes().fit({ ...view, lines: [line('a', [1, 2, 3])] })).toEqual({ x: [0, 2], wholeX: [0, 2], y: [0.9, 3.1], empty: false });
  });

  it('span what the charts beside them span, so that one crosshair is one moment in all', () => {
    const atEnds = { ...view, lines: [line('val', [0.5, 0.7], 18)], span: [0, 189] } as const;
    expect(createLineAxes().fit(atEnds).x).toEqual([0, 189]);
    expect(createLineAxes().fit({ ...atEnds, span: [0, 10] }).x).toEqual([0, 19]);
  });

  it('stay where they are while new points fit, also when a second line joins', () => {
    const axes = createLineAxes();
    const whole = line('a', Array.from({ length: 100 }, (_, i) => i));
    const before = axes.fit({ ...view, lines: [whole] });
    expect(axes.fit({ ...view, lines: [whole, line('b', [50, 60], 20)] })).toEqual(before);
  });

  it('never move inwards while a run grows', () => {
    const axes = createLineAxes();
    let before = axes.fit({ ...view, lines: [line('a', [5, 4])] });
    for (let length = 3; length < 200; length += 7) {
      const now = axes.fit({ ...view, lines: [line('a', Array.from({ length }, (_, i) => 5 + Math.sin(i) * i))] });
      expect(now.x[1]).toBeGreaterThanOrEqual(before.x[1]);
      expect(now.y[0]).toBeLessThanOrEqual(before.y[0]);
      expect(now.y[1]).toBeGreaterThanOrEqual(before.y[1]);
      before = now;
    }
  });

  it('fit anew when a line goes, and when another zoom is chosen', () => {
    const axes = createLineAxes();
    const [long, short] = [line('long', [0, 10, 20, 30]), line('short', [1, 2])];
    axes.fit({ ...view, lines: [long, short] });
    expect(axes.fit({ ...view, lines: [short] }).x).toEqual([0, 1]);
    expect(axes.fit({ ...view, lines: [long], range: [1, 2] })).toMatchObject({ x: [1, 2], y: [9.5, 20.5] });
  });

  it('hold the smoothed line too, which trails behind in a zoom', () => {
    const falling = line('a', Array.from({ length: 100 }, (_, i) => 100 - i));
    const plain = createLineAxes().fit({ ...view, lines: [falling], range: [50, 60] });
    const smoothed = createLineAxes().fit({ ...view, lines: [falling], range: [50, 60], smoothing: 0.9 });
    expect(plain.y).toEqual([39.5, 50.5]);
    expect(smoothed.y[1]).toBeGreaterThan(55);
  });

  it('put a single point in the middle, and hold on to nothing that it says', () => {
    const axes = createLineAxes();
    expect(axes.fit({ ...view, lines: [line('a', [7], 4)] }).x).toEqual([3.5, 4.5]);
    expect(axes.fit({ ...view, lines: [line('a', [7, 8], 4)] }).x).toEqual([4, 5]);
  });

  it('say so when there is nothing to show', () => {
    expect(createLineAxes().fit({ ...view, lines: [] }).empty).toBe(true);
    expect(createLineAxes().fit({ ...view, lines: [line('a', [NaN, NaN])] }).empty).toBe(true);
  });

  it('leave out of a log scale what is not above zero', () => {
    expect(valueExtent(exactSeries('a', [-1, 0, 2, 8]), [0, 3], 'log')).toEqual([2, 8]);
    expect(valueExtent(exactSeries('a', [-1, 0, 2, 8]), [0, 3], 'linear')).toEqual([-1, 8]);
  });
});

describe('ticks', () => {
  it('stand at round values without the dust of floating point', () => {
    expect(linearTicks([0.05, 0.62], 6)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    expect(linearTicks([0, 1], 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks([-30, 30], 3)).toEqual([-20, 0, 20]);
  });

  it('stand at whole steps and epochs, however near one looks', () => {
    expect(axisTicks('epoch', [1, 3], 8)).toEqual([1, 2, 3]);
  });

  it('stand at times that clocks show', () => {
    expect(axisTicks('time', [0, 3_600_000], 5)).toEqual([0, 1_800_000, 3_600_000]);
    expect(axisTicks('time', [0, 50_000], 6)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000]);
    expect(axisTicks('time', [0, 1000], 5)).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(axisTicks('time', [0, 86_400_000 * 7], 4)).toEqual([0, 2, 4, 6].map((days) => days * 86_400_000));
  });

  it('stand at decades on a log scale, with 2 and 5 between where there is room', () => {
    expect(valueTicks('log', [0.001, 1000], 6)).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000]);
    expect(valueTicks('log', [0.05, 5], 8)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2, 5]);
    expect(valueTicks('log', [0.2, 0.9], 4)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(valueTicks('log', [1e-12, 1], 4)).toEqual([1e-12, 1e-9, 1e-6, 1e-3, 1]);
  });
});

describe('zooming', () => {
  it('takes a drag in either direction, and keeps it inside the whole', () => {
    expect(dragRange(70, 30, [0, 100], 1)).toEqual([30, 70]);
    expect(dragRange(90, 130, [0, 100], 1)).toEqual([60, 100]);
  });

  it('goes no deeper than one step', () => {
    expect(dragRange(50.2, 50.4, [0, 100], 1)).toEqual([49.8, 50.8]);
    expect(dragRange(0, 0.1, [0, 100], 1)).toEqual([0, 1]);
  });

  it('holds the crosshair where it is', () => {
    expect(zoomAround([0, 100], 20, 0.5, [0, 100], 1)).toEqual([10, 60]);
    expect(zoomAround([10, 60], 20, 0.5, [0, 100], 1)).toEqual([15, 40]);
  });

  it('ends at the whole', () => {
    expect(zoomAround([10, 60], 20, 2, [0, 100], 1)).toBeNull();
    expect(zoomAround([80, 90], 85, 2, [0, 100], 1)).toEqual([75, 95]);
  });
});
