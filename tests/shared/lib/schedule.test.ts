import { describe, expect, it } from 'vitest';
import { scheduleFactor } from '../../../src-shared/lib/schedule.ts';
import type { ScheduleSpec } from '../../../src-shared/schema/experiment.ts';

/** Factors at every step of a run of four epochs with five steps each, and one beyond its end. */
const curve = (schedule: ScheduleSpec) => Array.from({ length: 21 }, (_, step) => scheduleFactor(schedule, step, 5, 20));

describe('scheduleFactor', () => {
  it('stays for constant', () => {
    expect(curve({ kind: 'constant' })).toEqual(new Array(21).fill(1));
  });

  it('falls by the factor after every so many epochs for step', () => {
    expect(curve({ kind: 'step', everyEpochs: 2, factor: 0.5 })).toEqual([...new Array<number>(10).fill(1), ...new Array<number>(10).fill(0.5), 0.25]);
  });

  it('falls in half a cosine to its end', () => {
    const factors = curve({ kind: 'cosine', end: 0.2 });
    expect(factors[0]).toBe(1);
    expect(factors[10]).toBeCloseTo(0.6, 12);
    expect(factors[20]).toBeCloseTo(0.2, 12);
    expect(factors).toEqual(factors.toSorted((a, b) => b - a));
  });

  it('falls as a power of what is left for poly', () => {
    const factors = curve({ kind: 'poly', exponent: 0.9 });
    expect(factors[0]).toBe(1);
    expect(factors[15]).toBeCloseTo(0.25 ** 0.9, 12);
    expect(factors[20]).toBe(0);
  });

  it('stays at its end if a run goes on beyond it', () => {
    expect(scheduleFactor({ kind: 'cosine', end: 0.2 }, 30, 5, 20)).toBeCloseTo(0.2, 12);
    expect(scheduleFactor({ kind: 'poly', exponent: 0.9 }, 30, 5, 20)).toBe(0);
  });
});
