import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readLogits } from '../../../src-main/engine/metrics/class-predictions.ts';
import { createEpochMetrics } from '../../../src-main/engine/metrics/create-metrics.ts';
import { OutcomeCollector } from '../../../src-main/engine/metrics/outcome.ts';
import type { ClassOutcome } from '../../../src-main/engine/metrics/outcome.ts';
import type { MetricSpec } from '../../../src-shared/schema/experiment.ts';
import { MASK_METRIC_KINDS, METRIC_KINDS, NUMBER_METRIC_KINDS } from '../../../src-shared/schema/kinds.ts';

const value = z.number().nullable();
const goldenSchema = z.object({
  bins: z.number(),
  at: z.number(),
  beta: z.number(),
  cases: z.array(
    z.object({ classes: z.number(), truth: z.array(z.number()), parts: z.array(z.number()), values: z.record(z.string(), z.union([value, z.array(value)])) }),
  ),
});
/** Written by sklearn-golden.py. */
const golden = goldenSchema.parse(JSON.parse(readFileSync(new URL('./sklearn-golden.json', import.meta.url), 'utf8')));

/** Predictions with these probabilities, in batches of seven; a sample without a known class is among them. */
function outcomeOf(classes: number, truth: readonly number[], probabilities: readonly number[]): ClassOutcome {
  const collector = new OutcomeCollector(classes, true);
  for (let from = 0; from < truth.length; from += 7) {
    const known = truth.slice(from, from + 7);
    // exp(log p) is p but for rounding, which would part equal values: they are taken as they are.
    const given = Float32Array.from([...probabilities.slice(from * classes, (from + known.length) * classes), ...new Array<number>(classes).fill(1 / classes)]);
    collector.add({ ...readLogits(given.map(Math.log), classes, [...known, -1]), probabilities: given });
  }
  return collector.outcome();
}

/** `recall/macro` as a file would ask for it. */
function specOf(name: string): MetricSpec {
  const [kind, average] = name.split('/');
  return { kind, average, beta: golden.beta, bins: golden.bins, specificity: golden.at } as unknown as MetricSpec;
}

const measured = (spec: MetricSpec, outcome: ClassOutcome) => Object.values(createEpochMetrics([spec], outcome.classes)).map((metric) => metric.value(outcome));

const KINDS = METRIC_KINDS.filter((kind) => kind !== 'custom' && !MASK_METRIC_KINDS.includes(kind) && !NUMBER_METRIC_KINDS.includes(kind));

describe('a metric of a whole epoch', () => {
  it.each(golden.cases.map(({ classes, truth }, i) => [classes, truth.length, i] as const))('of %i classes and %i samples equals scikit-learn (case %i)', (_classes, _samples, i) => {
    const example = golden.cases[i];
    if (!example) throw new Error('expected a case');
    const outcome = outcomeOf(example.classes, example.truth, example.parts.map((part) => part / 1024));
    for (const [name, expected] of Object.entries(example.values)) {
      const found = measured(specOf(name), outcome);
      const wanted = Array.isArray(expected) ? expected : [expected];
      expect(found.length, name).toBe(wanted.length);
      found.forEach((each, label) => {
        const other = wanted[label] ?? null;
        if (each === null || other === null) expect(each, name).toBe(other);
        else expect(Math.abs(each - other), `${name} of class ${label}: ${each} for ${other}`).toBeLessThan(1e-6);
      });
    }
  });

  it('of every kind stands in the golden file', () => {
    const kinds = golden.cases.map(({ values }) => new Set(Object.keys(values).map((name) => name.split('/')[0])));
    kinds.forEach((each) => expect([...each].sort()).toEqual([...KINDS].sort()));
  });

  it('of nothing is none', () => {
    const nothing = new OutcomeCollector(3, true).outcome();
    for (const kind of KINDS) expect(measured(specOf(`${kind}/macro`), nothing), kind).toEqual([null]);
  });

  it('leaves a class out of the mean that was neither there nor predicted, and counts one 0 that was only one of them', () => {
    // Class 1 is taken for 2, class 3 is nowhere.
    const outcome = outcomeOf(4, [0, 0, 1], [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0]);
    expect(measured({ kind: 'recall', average: 'per-class' }, outcome)).toEqual([1, 0, 0, null]);
    expect(measured({ kind: 'precision', average: 'per-class' }, outcome)).toEqual([1, 0, 0, null]);
    expect(measured({ kind: 'recall', average: 'macro' }, outcome)).toEqual([1 / 3]);
    expect(measured({ kind: 'balanced-accuracy' }, outcome)).toEqual([1 / 2]);
    expect(measured({ kind: 'auroc', average: 'per-class' }, outcome)).toEqual([1, 0.5, null, null]);
  });

  it('stays finite where the true class was given nothing at all', () => {
    const [loss] = measured({ kind: 'log-loss' }, outcomeOf(2, [0], [0, 1]));
    expect(loss).toBeCloseTo(Math.log(2 ** 23), 6);
  });

  it('ranks a probability that is no number last', () => {
    expect(measured({ kind: 'auroc', average: 'macro' }, outcomeOf(2, [1, 0, 1], [0.1, 0.9, 0.4, 0.6, Number.NaN, Number.NaN]))).toEqual([0.5]);
  });

  it('comes by its name, a second one with a number, single classes with theirs', () => {
    const specs: MetricSpec[] = [{ kind: 'f1', average: 'macro' }, { kind: 'f1', average: 'micro' }, { kind: 'recall', average: 'per-class' }];
    expect(Object.keys(createEpochMetrics(specs, 3))).toEqual(['f1', 'f1-2', 'recall_0', 'recall_1', 'recall_2']);
  });
});

describe('collected predictions', () => {
  const batch = (seed: number) => readLogits(Float32Array.from({ length: 6 }, (_, i) => Math.sin(seed + i)), 2, [seed % 2, 0, 1]);

  it('go on from what was saved as if they had not been interrupted', async () => {
    const [whole, before] = [new OutcomeCollector(2, true), new OutcomeCollector(2, true)];
    for (const seed of [1, 2, 3]) whole.add(batch(seed));
    before.add(batch(1));
    const after = new OutcomeCollector(2, true, before.state());
    for (const seed of [2, 3]) after.add(batch(seed));
    expect(after.outcome()).toEqual(whole.outcome());
    expect(after.state()).toEqual(whole.state());
  });

  it('keep counts alone where no metric looks at more, and nothing of nothing', () => {
    const counted = new OutcomeCollector(2, false);
    expect(counted.state()).toEqual([]);
    counted.add(batch(1));
    expect(counted.state().map(({ name }) => name)).toEqual(['counts']);
    expect(counted.outcome().truth).toHaveLength(0);
  });
});
