import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { firstPlateau, nextPlateau } from '../../../src-shared/lib/plateau.ts';
import type { PlateauSpec } from '../../../src-shared/lib/plateau.ts';
import { learningRateFactor, scheduleFactor } from '../../../src-shared/lib/schedule.ts';
import type { RatePlan } from '../../../src-shared/lib/schedule.ts';
import type { ScheduleSpec } from '../../../src-shared/schema/experiment.ts';

/** Factors at every step of a run of four epochs with five steps each, and one beyond its end. */
const curve = (schedule: ScheduleSpec) => Array.from({ length: 21 }, (_, step) => scheduleFactor(schedule, step, 5, 20));

/** Written by schedule-golden.py. */
const golden = z
  .object({ curves: z.record(z.string(), z.array(z.number())), values: z.array(z.number()), plateaus: z.record(z.string(), z.array(z.number())) })
  .parse(JSON.parse(readFileSync(new URL('./schedule-golden.json', import.meta.url), 'utf8')));

describe('the learning rate', () => {
  const warmUp = { epochs: 7 / 5, start: 0.1 };
  it.each<[string, RatePlan]>([
    ['step', { schedule: { kind: 'step', everyEpochs: 3, factor: 0.5 } }],
    ['multi-step', { schedule: { kind: 'multi-step', afterEpochs: [7, 2, 9], factor: 0.3 } }],
    ['exponential', { schedule: { kind: 'exponential', factor: 0.9 } }],
    ['cosine', { schedule: { kind: 'cosine', end: 0.05 } }],
    ['poly', { schedule: { kind: 'poly', exponent: 0.9 } }],
    ['one-cycle', { schedule: { kind: 'one-cycle', rise: 0.25, startDivisor: 20, endDivisor: 1000 } }],
    ['warm-up, then cosine', { schedule: { kind: 'cosine', end: 0 }, warmUp }],
    ['warm-up alone', { schedule: { kind: 'constant' }, warmUp }],
  ])("runs as PyTorch's: %s", (name, plan) => {
    const wanted = golden.curves[name] ?? [];
    expect(wanted.length).toBeGreaterThan(50);
    wanted.forEach((rate, step) => expect(learningRateFactor(plan, step, 5, 60), `step ${step}`).toBeCloseTo(rate, 9));
  });

  it('of a warm-up ends where the schedule begins, however long it is', () => {
    const plan: RatePlan = { schedule: { kind: 'one-cycle', rise: 0.3, startDivisor: 25, endDivisor: 1e4 }, warmUp: { epochs: 1, start: 0.5 } };
    expect([0, 5].map((step) => learningRateFactor(plan, step, 5, 60))).toEqual([0.5 / 25, 1 / 25]);
    expect(learningRateFactor({ schedule: { kind: 'cosine', end: 0 }, warmUp: { epochs: 100, start: 0 } }, 59, 5, 60)).toBeCloseTo(59 / 60, 12);
  });

  it('is finite at every step of one cycle, however short the run is', () => {
    for (const total of [1, 2, 3, 4]) {
      const factors = Array.from({ length: total + 1 }, (_, step) => scheduleFactor({ kind: 'one-cycle', rise: 0.3, startDivisor: 25, endDivisor: 1e4 }, step, 1, total));
      expect(factors.every((factor) => factor > 0 && factor <= 1)).toBe(true);
    }
  });

  const plateau: PlateauSpec = { kind: 'plateau', factor: 0.1, patience: 2, metric: null, threshold: 1e-4, thresholdOf: 'value', cooldown: 0, end: 0 };
  it.each<[string, 'min' | 'max', (value: number) => number, Partial<PlateauSpec>]>([
    ['min', 'min', (value) => value, {}],
    ['min with pause and end', 'min', (value) => value, { patience: 1, cooldown: 2, factor: 0.5, end: 0.2 }],
    ['max, by difference', 'max', (value) => -value, { patience: 1, threshold: 0.05, thresholdOf: 'difference', factor: 0.5 }],
    ['max, by share', 'max', (value) => 10 - value, { threshold: 0.01, factor: 0.3 }],
  ])("falls on a plateau as PyTorch's: %s", (name, mode, turned, more) => {
    let state = firstPlateau(mode);
    const factors = golden.values.map((value) => (state = nextPlateau(state, turned(value), mode, { ...plateau, ...more })).factor);
    const wanted = golden.plateaus[name] ?? [];
    expect(new Set(wanted).size).toBeGreaterThan(2);
    factors.forEach((factor, i) => expect(factor, `value ${i}`).toBeCloseTo(wanted[i] ?? Number.NaN, 12));
  });

  it('takes a value that is no number for no better', () => {
    const waited = [Number.NaN, Number.NaN, Number.NaN].reduce((state, value) => nextPlateau(state, value, 'min', plateau), firstPlateau('min'));
    expect(waited).toEqual({ best: Infinity, waited: 0, cooldown: 0, factor: 0.1 });
  });
});

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
