import { describe, expect, it } from 'vitest';
import { smooth, smoothingUnit } from '../../../src-renderer/charts/smooth.ts';

const numbers = (...values: number[]) => Float64Array.from(values);
const even = (count: number) => Float64Array.from({ length: count }, (_, i) => i);

describe('smoothing', () => {
  it('is the exponential moving average, corrected for its start', () => {
    // By hand, weight 0.5: 4; (0.5·4 + 8) / 1.5; (0.25·4 + 0.5·8 + 2) / 1.75.
    expect([...smooth(even(3), numbers(4, 8, 2), 0.5, 1)]).toEqual([4, 10 / 1.5, 7 / 1.75]);
  });

  it('equals sum / (1 - weight^n) of the usual formula', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    let average = 0;
    const usual = values.map((value, i) => {
      average = 0.9 * average + 0.1 * value;
      return average / (1 - 0.9 ** (i + 1));
    });
    smooth(even(8), numbers(...values), 0.9, 1).forEach((value, i) => expect(value).toBeCloseTo(usual[i] ?? NaN, 12));
  });

  it('leaves a constant as it is, from its first value on', () => {
    smooth(even(50), new Float64Array(50).fill(0.3), 0.97, 1).forEach((value) => expect(value).toBeCloseTo(0.3, 12));
  });

  it('gives back the values themselves with weight 0', () => {
    const values = numbers(1, 5, 2);
    expect(smooth(even(3), values, 0, 1)).toBe(values);
  });

  it('keeps gaps as gaps and goes on after them as if they were not there', () => {
    const [first, gap, after] = smooth(even(3), numbers(4, NaN, 2), 0.5, 1);
    expect([first, gap, after]).toEqual([4, NaN, (0.25 * 4 + 2) / 1.25]);
    expect([...smooth(even(2), numbers(Infinity, 2), 0.5, 1)]).toEqual([NaN, 2]);
  });

  it('weighs by distance, so that points that lie apart count less for each other', () => {
    expect(smooth(numbers(0, 3), numbers(8, 0), 0.5, 1)[1]).toBe((0.125 * 8) / 1.125);
  });
});

describe('the distance over which the weight counts once', () => {
  it('is the distance between points where they are few', () => {
    expect(smoothingUnit(numbers(0, 100, 200, 300), [0, 300])).toBe(100);
  });

  it('is a fixed share of what is in sight where they are many, thinned or exact', () => {
    expect(smoothingUnit(even(1001), [0, 1000])).toBe(4);
    expect(smoothingUnit(even(1001).map((x) => x / 2), [0, 1000])).toBe(4);
  });

  it('is not zero for a single point', () => {
    expect(smoothingUnit(numbers(7), [7, 7])).toBe(1);
  });
});
