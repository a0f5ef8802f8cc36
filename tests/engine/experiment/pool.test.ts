import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { poolFolds } from '../../../src-main/engine/experiment/pool.ts';
import type { OutOfFoldPrediction } from '../../../src-main/engine/experiment/pool.ts';
import type { MetricSpec } from '../../../src-shared/schema/experiment.ts';
import { metricSchema } from '../../../src-shared/schema/experiment/metric.ts';

const cases = z.object({
  cases: z.array(z.object({ classes: z.number(), truth: z.array(z.number()), parts: z.array(z.number()), values: z.record(z.string(), z.union([z.number().nullable(), z.array(z.number().nullable())])) })),
});
/** Written by sklearn-golden.py. */
const golden = cases.parse(JSON.parse(readFileSync(new URL('../metrics/sklearn-golden.json', import.meta.url), 'utf8'))).cases;

const metrics = (...specs: readonly unknown[]): MetricSpec[] => specs.map((spec) => metricSchema.parse(spec));
const spec = (...specs: readonly unknown[]) => ({ seed: 1, training: { metrics: metrics(...specs) } });

function predictionsOf({ classes, truth, parts }: (typeof golden)[number], groupOf: (i: number) => string | null = () => null): OutOfFoldPrediction[] {
  return truth.map((label, i) => {
    const probabilities = parts.slice(i * classes, (i + 1) * classes).map((part) => part / 1024);
    return { truth: label, predicted: probabilities.indexOf(Math.max(...probabilities)), probabilities, scores: null, group: groupOf(i) };
  });
}

describe('metrics over all folds', () => {
  it.each(golden.map(({ classes, truth }, i) => [classes, truth.length, i] as const))('of %i classes and %i samples equal scikit-learn on all of them at once (case %i)', (classes, samples, i) => {
    const example = golden[i];
    if (!example) throw new Error('expected a case');
    const { metrics: found, facts } = poolFolds(predictionsOf(example), spec({ kind: 'accuracy' }, { kind: 'balanced-accuracy' }, { kind: 'auroc', average: 'macro' }, { kind: 'f1', average: 'macro' }, { kind: 'matthews' }, { kind: 'log-loss' }), classes);
    const expected = ['accuracy', 'balanced-accuracy', 'auroc/macro', 'f1/macro', 'matthews', 'log-loss'].map((name) => example.values[name] as number | null);
    const values = ['accuracy', 'balanced-accuracy', 'auroc', 'f1', 'matthews', 'log-loss'].map((name) => found[`test_${name}`]?.value ?? null);
    values.forEach((value, place) => (expected[place] === null ? expect(value).toBeNull() : expect(value).toBeCloseTo(expected[place] ?? Number.NaN, 6)));
    expect(facts).toEqual({ samples, drawn: 'samples', units: samples, draws: 1000, level: 0.95 });
  });

  it('are no means of the folds: an AUROC ranks samples of different folds against each other', () => {
    const sample = (truth: number, probability: number): OutOfFoldPrediction => ({ truth, predicted: probability > 0.5 ? 1 : 0, probabilities: [1 - probability, probability], scores: null, group: null });
    // Each fold ranks its own two rightly, but the second gives all lower values: one pair of four is turned around.
    const { metrics: found } = poolFolds([sample(0, 0.6), sample(1, 0.9), sample(0, 0.1), sample(1, 0.4)], spec({ kind: 'auroc' }), 2);
    expect(found['test_auroc']?.value).toBe(0.75);
  });

  it('need no probabilities where only classes are looked at, and leave out what does', () => {
    const bare = (golden[0] ? predictionsOf(golden[0]) : []).map((each) => ({ ...each, probabilities: null }));
    expect(Object.keys(poolFolds(bare, spec({ kind: 'accuracy' }, { kind: 'auroc' }), 2).metrics)).toEqual(['test_accuracy']);
  });

  it('are called as the runs call them, and leave out code of the user, which nobody agreed to here', () => {
    const right = { truth: 1, predicted: 1, probabilities: null, scores: null, group: null };
    const named = poolFolds([right], spec({ kind: 'custom', file: '/mine/accuracy.ts' }, { kind: 'recall', average: 'macro' }, { kind: 'recall', average: 'per-class' }), 2).metrics;
    expect(Object.keys(named)).toEqual(['test_recall', 'test_recall-2_0', 'test_recall-2_1']);
  });

  it('of numbers are of all samples, too, and of single numbers where they are asked for', () => {
    const sample = (age: number | null, saidAge: number, size: number, saidSize: number): OutOfFoldPrediction => ({
      truth: -1, predicted: -1, probabilities: null, group: null,
      scores: { ...(age !== null && { truth_age: age }), predicted_age: saidAge, truth_size: size, predicted_size: saidSize },
    });
    // Each fold has samples of one age only, of which alone nothing could be explained.
    const all = [sample(20, 22, 1, 1), sample(20, 24, 2, 2), sample(60, 58, 3, 3), sample(60, 60, 4, 4), sample(null, 99, 5, 5)];
    const { metrics: found, facts } = poolFolds(all, spec({ kind: 'mae', average: 'per-target' }, { kind: 'mse' }, { kind: 'r2', average: 'per-target' }), 0, ['age', 'size']);
    const values = Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]));
    expect(values).toEqual({ test_mae_0: 2, test_mae_1: 0, test_mse: 3, test_r2_0: 1 - 24 / 1600, test_r2_1: 1 });
    expect(facts.samples).toBe(5);
    expect(found['test_mae_0']?.interval?.low).toBeLessThan(2);
    expect(found['test_mae_0']?.interval?.high).toBeGreaterThan(2);
    const one = poolFolds([1, 2, 3].map((value) => ({ truth: -1, predicted: -1, probabilities: null, group: null, scores: { truth: value, predicted: value + 1, error: 1 } })), spec({ kind: 'mae' }), 0, ['label']);
    expect(one.metrics['test_mae']).toEqual({ value: 1, interval: { low: 1, high: 1 } });
  });

  it('leave out samples whose class is not known', () => {
    const right = { truth: 1, predicted: 1, probabilities: null, scores: null, group: null };
    expect(poolFolds([right, { ...right, truth: -1 }, { ...right, predicted: 0 }], spec({ kind: 'accuracy' }), 2).metrics['test_accuracy']?.value).toBe(0.5);
  });
});

describe('intervals over all folds', () => {
  it('are wider where the samples of a patient are alike: patients are drawn, not their samples', () => {
    // 40 patients of ten samples, of which each has all right or all wrong: 30 and 10.
    const samples = Array.from({ length: 400 }, (_, i): OutOfFoldPrediction => ({ truth: 1, predicted: Math.floor(i / 10) % 4 === 0 ? 0 : 1, probabilities: null, scores: null, group: `patient ${Math.floor(i / 10)}` }));
    const alone = poolFolds(samples.map((each) => ({ ...each, group: null })), spec({ kind: 'accuracy' }), 2).metrics['test_accuracy'];
    const { metrics: found, facts } = poolFolds(samples, spec({ kind: 'accuracy' }), 2);
    const width = (value: typeof alone) => (value?.interval?.high ?? 0) - (value?.interval?.low ?? 0);
    expect([found['test_accuracy']?.value, alone?.value, facts.drawn, facts.units]).toEqual([0.75, 0.75, 'groups', 40]);
    expect(width(alone)).toBeCloseTo(2 * 1.96 * Math.sqrt((0.75 * 0.25) / 400), 1);
    expect(width(found['test_accuracy'])).toBeCloseTo(2 * 1.96 * Math.sqrt((0.75 * 0.25) / 40), 1);
  });

  it('of segmentation are of the mean Dice over cases, whole patients drawn', () => {
    const scored = (dice: number, group: string): OutOfFoldPrediction => ({ truth: -1, predicted: -1, probabilities: null, scores: { dice, iou: dice / 2, dice_liver: dice }, group });
    const { metrics: found, facts } = poolFolds([scored(0.9, 'a'), scored(0.7, 'a'), scored(0.5, 'b')], spec({ kind: 'dice' }), 3);
    expect(Object.keys(found)).toEqual(['test_dice', 'test_dice_liver']);
    expect(found['test_dice']?.value).toBeCloseTo(0.7, 12);
    expect(found['test_dice']?.interval?.low).toBeCloseTo(0.5, 12);
    expect(found['test_dice']?.interval?.high).toBeCloseTo(0.8, 12);
    expect(facts).toMatchObject({ samples: 3, drawn: 'groups', units: 2 });
  });
});
