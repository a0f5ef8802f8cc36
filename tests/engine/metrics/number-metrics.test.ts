import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createNumberMetrics } from '../../../src-main/engine/metrics/create-metrics.ts';
import { NumberCollector } from '../../../src-main/engine/metrics/number-outcome.ts';
import type { NumberOutcome } from '../../../src-main/engine/metrics/number-outcome.ts';
import { errorOf } from '../../../src-main/engine/metrics/number-predictions.ts';
import type { MetricSpec } from '../../../src-shared/schema/experiment.ts';

const numbers = z.array(z.number());
const goldenSchema = z.object({ cases: z.array(z.object({ targets: z.number(), truth: numbers, predicted: numbers, values: z.record(z.string(), z.union([z.number(), numbers])) })) });
/** Written by numbers-golden.py. */
const golden = goldenSchema.parse(JSON.parse(readFileSync(new URL('./numbers-golden.json', import.meta.url), 'utf8')));

/** In batches of four samples, interrupted and resumed between them; one sample whose numbers are not known is among them. */
function outcomeOf({ targets, truth, predicted }: (typeof golden.cases)[number]): NumberOutcome {
  let collector = new NumberCollector(targets);
  const unknown = { truth: new Float32Array(targets).fill(Number.NaN), predicted: new Float32Array(targets), targets };
  collector.add(unknown);
  for (let from = 0; from < truth.length; from += 4 * targets) {
    collector.add({ truth: Float32Array.from(truth.slice(from, from + 4 * targets)), predicted: Float32Array.from(predicted.slice(from, from + 4 * targets)), targets });
    collector = new NumberCollector(targets, collector.state());
  }
  return collector.outcome();
}

const KINDS = ['mae', 'mse', 'r2'] as const;
const specs = (average: 'mean' | 'per-target'): MetricSpec[] => KINDS.map((kind) => ({ kind, average }));

describe('metrics of numbers', () => {
  it.each(golden.cases.map((each, i) => [i, each] as const))("equal scikit-learn's (case %i)", (_i, each) => {
    const outcome = outcomeOf(each);
    for (const [name, metric] of Object.entries(createNumberMetrics(specs('mean'), each.targets))) {
      const wanted = each.values[`${name}/mean`] as number;
      expect(Math.abs((metric.value(outcome) ?? Number.NaN) - wanted) / Math.max(1, Math.abs(wanted)), name).toBeLessThan(1e-6);
    }
    const parts = createNumberMetrics(specs('per-target'), each.targets);
    for (const kind of KINDS) {
      for (const [target, wanted] of (each.values[`${kind}/per-target`] as number[]).entries()) {
        expect(Math.abs((parts[`${kind}_${target}`]?.value(outcome) ?? Number.NaN) - wanted) / Math.max(1, Math.abs(wanted)), kind).toBeLessThan(1e-6);
      }
    }
  });

  it('have no value where nothing is known, and R² none of a single sample', () => {
    const metrics = createNumberMetrics(specs('mean'), 1);
    const of = (truth: readonly number[]) => Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, metric.value(outcomeOf({ targets: 1, truth: [...truth], predicted: truth.map(() => 2), values: {} }))]));
    expect(of([])).toEqual({ mae: null, mse: null, r2: null });
    expect(of([4])).toEqual({ mae: 2, mse: 4, r2: null });
  });

  it('tell the worst samples by the mean size of their known errors', () => {
    const said = { truth: Float32Array.of(1, 2, Number.NaN, 4, Number.NaN, Number.NaN), predicted: Float32Array.of(2, 0, 9, 1, 0, 0), targets: 2 };
    expect([0, 1, 2].map((sample) => errorOf(said, sample))).toEqual([1.5, 3, Number.NaN]);
  });
});
