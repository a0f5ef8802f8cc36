import { describe, expect, it } from 'vitest';
import { bootstrapIntervals, percentile } from '../../../src-main/engine/metrics/bootstrap.ts';

describe('percentiles', () => {
  it('lie between the two nearest values, as those of numpy.percentile', () => {
    const values = [15, 20, 35, 40, 50];
    expect([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile(values, share))).toEqual([16, 23, 29, 35, 50]);
  });
});

describe('a bootstrap interval', () => {
  /** The share of 400 units of which three in four are right. */
  const share = (counts: Uint32Array) => [counts.reduce((sum, count, unit) => sum + (unit % 4 === 0 ? 0 : count), 0) / 400];

  it('of a share is as wide as the normal approximation says', () => {
    const [interval] = bootstrapIntervals(400, share, 1);
    const half = 1.96 * Math.sqrt((0.75 * 0.25) / 400);
    expect(interval?.low).toBeCloseTo(0.75 - half, 2);
    expect(interval?.high).toBeCloseTo(0.75 + half, 2);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(bootstrapIntervals(400, share, 1)).toEqual(bootstrapIntervals(400, share, 1));
    expect(bootstrapIntervals(400, share, 1)).not.toEqual(bootstrapIntervals(400, share, 2));
  });

  it('draws as many units as there are', () => {
    const drawn = new Set<number>();
    bootstrapIntervals(7, (counts) => [counts.reduce((sum, count) => sum + count, 0)], 1).forEach((interval) => drawn.add(interval?.low ?? 0).add(interval?.high ?? 0));
    expect([...drawn]).toEqual([7]);
  });

  it('is none of a single unit, and of what most draws do not define', () => {
    expect(bootstrapIntervals(1, () => [0.5], 1)).toEqual([null]);
    expect(bootstrapIntervals(9, (counts) => [counts[0] === 0 ? null : 1, null], 1)).toEqual([{ low: 1, high: 1 }, null]);
  });
});
