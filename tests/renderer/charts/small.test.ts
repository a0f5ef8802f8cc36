import { describe, expect, it } from 'vitest';
import { binValues } from '../../../src-renderer/charts/bin.ts';
import { learningRateSeries } from '../../../src-renderer/charts/learning-rate.ts';
import { bestIndex, sparkPath, sparkPoints } from '../../../src-renderer/charts/spark-path.ts';

const each = (values: readonly number[]) => values.map((value) => [value, 1] as const);

describe('a histogram', () => {
  it('counts every value once, the largest too', () => {
    const bins = binValues(each([0, 0.1, 0.24, 0.25, 0.5, 0.75, 1]), 4);
    expect(bins).toEqual([
      { from: 0, to: 0.25, count: 3 },
      { from: 0.25, to: 0.5, count: 1 },
      { from: 0.5, to: 0.75, count: 1 },
      { from: 0.75, to: 1, count: 2 },
    ]);
  });

  it('gives whole numbers bins of whole and equal width', () => {
    expect(binValues(each([1, 2, 3, 4, 5, 6]), 3)).toEqual([
      { from: 1, to: 3, count: 2 },
      { from: 3, to: 5, count: 2 },
      { from: 5, to: 7, count: 2 },
    ]);
    expect(binValues(each([1, 2, 2]), 10)).toEqual([
      { from: 1, to: 2, count: 1 },
      { from: 2, to: 3, count: 2 },
    ]);
  });

  it('takes values with how often they occur, and looks past what is no number', () => {
    expect(binValues([[512, 40], [NaN, 3], [256, 0]], 8)).toEqual([{ from: 512, to: 513, count: 40 }]);
    expect(binValues(each([0.5, 0.5]), 8)).toEqual([{ from: 0.5, to: 1.5, count: 2 }]);
    expect(binValues([], 8)).toEqual([]);
  });
});

describe('a sparkline', () => {
  it('spans its box, with the largest value on top', () => {
    expect(sparkPoints([1, 3, 2], 26, 16, 3)).toEqual([
      { x: 3, y: 13 },
      { x: 13, y: 3 },
      { x: 23, y: 8 },
    ]);
  });

  it('lies in the middle where nothing changes or there is one value', () => {
    expect(sparkPoints([2, 2], 26, 16, 3).map((point) => point?.y)).toEqual([8, 8]);
    expect(sparkPoints([2], 26, 16, 3)).toEqual([{ x: 13, y: 8 }]);
  });

  it('leaves gaps', () => {
    expect(sparkPath(sparkPoints([0, 1, NaN, 1, 0], 16, 16, 3))).toBe('M3 13L5.5 3M10.5 3L13 13');
    expect(sparkPath([])).toBe('');
  });

  it('marks the first of the best', () => {
    expect([bestIndex([3, 1, NaN, 1], 'min'), bestIndex([NaN, 1, 4, 4], 'max'), bestIndex([NaN], 'max')]).toEqual([1, 2, -1]);
  });
});

describe('the curve of the learning rate', () => {
  const plan = { learningRate: 0.1, epochs: 3, stepsPerEpoch: 4 };

  it('runs over the real steps, each exactly', () => {
    const series = learningRateSeries({ ...plan, schedule: { kind: 'step', everyEpochs: 1, factor: 0.5 } }, 0, 11);
    expect([...series.x]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect([...series.mean]).toEqual([0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025]);
  });

  it('ends with the last step, whatever is asked for', () => {
    const series = learningRateSeries({ ...plan, schedule: { kind: 'constant' } }, -5, 500);
    expect([series.x[0], series.x.at(-1), series.points]).toEqual([0, 11, 12]);
  });

  it('is thinned evenly in long runs, with both ends in it', () => {
    const series = learningRateSeries({ schedule: { kind: 'cosine', end: 0 }, learningRate: 1, epochs: 100, stepsPerEpoch: 1000 }, 0, 1e9);
    expect([series.x.length, series.x[0], series.x.at(-1)]).toEqual([1200, 0, 99_999]);
  });

  it('is empty for a run without steps', () => {
    expect(learningRateSeries({ ...plan, epochs: 0, schedule: { kind: 'constant' } }, 0, -1).points).toBe(0);
  });
});
