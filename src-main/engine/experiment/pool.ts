import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { PooledResults, PooledValue } from '../../../src-shared/domain/study.ts';
import { classWords } from '../../../src-shared/lib/class-words.ts';
import { measureName } from '../../../src-shared/lib/measure-names.ts';
import { numbered } from '../../../src-shared/lib/numbered.ts';
import type { MetricSpec } from '../../../src-shared/schema/experiment.ts';
import { DRAWS, LEVEL, bootstrapIntervals } from '../metrics/bootstrap.ts';
import { meanOf } from '../metrics/case-scores.ts';
import { IGNORED } from '../metrics/confusion.ts';
import { createEpochMetrics, createNumberMetrics } from '../metrics/create-metrics.ts';
import type { EpochMetric } from '../metrics/epoch-metric.ts';
import type { NumberOutcome } from '../metrics/number-outcome.ts';
import type { ClassOutcome } from '../metrics/outcome.ts';

/** A sample as the run of its fold predicted it. */
export interface OutOfFoldPrediction {
  readonly truth: number;
  readonly predicted: number;
  /** Of every class; null where the run did not keep them. */
  readonly probabilities: readonly number[] | null;
  /** Of a case of segmentation, or what a sample's numbers are and were predicted to be; null where images have classes. */
  readonly scores: Readonly<Record<string, number>> | null;
  /** The patient, or whatever samples are alike in; null where none is known. */
  readonly group: string | null;
}

/**
 * What all folds of a k-fold come to together: every metric computed once over
 * all samples, each predicted by the fold that it was held back from, with a
 * bootstrap interval over groups.
 *
 * A metric of this kind is not the mean of the folds': an AUROC over all
 * samples also ranks those of different folds against each other.
 *
 * @param targets what the numbers are called that are predicted; null where samples have classes or masks.
 */
export function poolFolds(predictions: readonly OutOfFoldPrediction[], spec: Pick<ResolvedExperiment, 'seed'> & { readonly training: Pick<ResolvedExperiment['training'], 'metrics'> }, classes: number, targets: readonly string[] | null = null): PooledResults {
  const { unitOf, units, drawn } = unitsOf(predictions);
  const { names, valuesOf } = targets !== null ? numberValues(predictions, unitOf, spec, targets) : predictions.some(({ scores }) => scores !== null) ? caseValues(predictions, unitOf, spec) : classValues(predictions, unitOf, spec, classes);
  const values = valuesOf(new Uint32Array(units).fill(1));
  const intervals = bootstrapIntervals(units, valuesOf, spec.seed);
  const metrics = names.map((name, i): [string, PooledValue] => [`test_${name}`, { value: values[i] ?? null, interval: intervals[i] ?? null }]);
  return { metrics: Object.fromEntries(metrics), facts: { samples: predictions.length, drawn, units, draws: DRAWS, level: LEVEL } };
}

interface Units {
  /** The unit of each sample, from 0. */
  readonly unitOf: Uint32Array;
  readonly units: number;
  readonly drawn: 'groups' | 'samples';
}

/** A sample without a group is a unit of its own. */
function unitsOf(predictions: readonly OutOfFoldPrediction[]): Units {
  const byGroup = new Map<string, number>();
  let units = 0;
  const unitOf = Uint32Array.from(predictions, ({ group }) => {
    if (group === null) return units++;
    const known = byGroup.get(group);
    if (known !== undefined) return known;
    byGroup.set(group, units);
    return units++;
  });
  return { unitOf, units, drawn: byGroup.size > 0 ? 'groups' : 'samples' };
}

interface Pooled {
  readonly names: readonly string[];
  /** Given how often each unit counts. */
  readonly valuesOf: (counts: Uint32Array) => readonly (number | null)[];
}

/** Means over cases, of each score that is measured. */
function caseValues(predictions: readonly OutOfFoldPrediction[], unitOf: Uint32Array, { training }: { readonly training: Pick<ResolvedExperiment['training'], 'metrics'> }): Pooled {
  const measured = training.metrics.map(({ kind }) => kind as string);
  const names = [...new Set(predictions.flatMap(({ scores }) => Object.keys(scores ?? {})))].filter((name) => measured.includes(name.split('_')[0] ?? ''));
  const columns = names.map((name) => predictions.map(({ scores }) => scores?.[name] ?? null));
  return { names, valuesOf: (counts) => columns.map((column) => meanOf(column.flatMap((value, i) => new Array<number | null>(counts[unitOf[i] ?? 0] ?? 0).fill(value)))) };
}

/** Metrics of numbers, over all samples whose number is known. */
function numberValues(predictions: readonly OutOfFoldPrediction[], unitOf: Uint32Array, { training }: { readonly training: Pick<ResolvedExperiment['training'], 'metrics'> }, targets: readonly string[]): Pooled {
  const words = classWords(targets);
  const known = targets.map((_, target) => {
    const of = targets.length === 1 ? '' : `_${words[target] ?? target}`;
    return predictions.flatMap(({ scores }, i) => {
      const [truth, predicted] = [scores?.[`truth${of}`], scores?.[`predicted${of}`]];
      return truth === undefined || predicted === undefined ? [] : [{ truth, predicted, unit: unitOf[i] ?? 0 }];
    });
  });
  const metrics = Object.entries(createNumberMetrics(training.metrics, targets.length));
  return {
    names: metrics.map(([name]) => name),
    valuesOf: (counts) => {
      const drawn = known.map((samples) => samples.flatMap((sample) => new Array<typeof sample>(counts[sample.unit] ?? 0).fill(sample)));
      const outcome: NumberOutcome = { targets: targets.length, of: (target) => ({ truth: drawn[target]?.map(({ truth }) => truth) ?? [], predicted: drawn[target]?.map(({ predicted }) => predicted) ?? [] }) };
      return metrics.map(([, metric]) => metric.value(outcome));
    },
  };
}

/** Metrics of classes; those that look at probabilities only where every sample has them. */
function classValues(predictions: readonly OutOfFoldPrediction[], unitOf: Uint32Array, { training }: { readonly training: Pick<ResolvedExperiment['training'], 'metrics'> }, classes: number): Pooled {
  const scored = predictions.every(({ probabilities, truth }) => truth === IGNORED || probabilities?.length === classes);
  const metrics = pooledMetrics(training.metrics, classes).filter(([, { needsScores }]) => scored || !needsScores);
  const withScores = metrics.some(([, { needsScores }]) => needsScores);
  return {
    names: metrics.map(([name]) => name),
    valuesOf: (counts) => {
      const outcome = outcomeOf(predictions, unitOf, counts, classes, withScores);
      return metrics.map(([, metric]) => metric.value(outcome));
    },
  };
}

/** The app's own by the names that runs call them. The user's are left out: their code runs with their consent only, and no one is asked here. */
function pooledMetrics(specs: readonly MetricSpec[], classes: number): [name: string, metric: EpochMetric][] {
  const names = numbered(specs.map(measureName));
  return specs.flatMap((spec, i) => {
    if (spec.kind === 'custom') return [];
    return Object.entries(createEpochMetrics([spec], classes)).map(([name, metric]): [string, EpochMetric] => [`${names[i]}${name.slice(measureName(spec).length)}`, metric]);
  });
}

/** What the classifier said of the samples, each as often as its unit counts; those whose class is not known are left out. */
function outcomeOf(predictions: readonly OutOfFoldPrediction[], unitOf: Uint32Array, counts: Uint32Array, classes: number, withScores: boolean): ClassOutcome {
  const matrix = new Float64Array(classes * classes);
  const truths: number[] = [];
  const probabilities: number[] = [];
  let samples = 0;
  predictions.forEach(({ truth, predicted, probabilities: given }, i) => {
    const times = truth === IGNORED ? 0 : (counts[unitOf[i] ?? 0] ?? 0);
    if (times === 0) return;
    const cell = truth * classes + predicted;
    matrix[cell] = (matrix[cell] ?? 0) + times;
    samples += times;
    for (let time = 0; withScores && time < times; time++) {
      truths.push(truth);
      for (let label = 0; label < classes; label++) probabilities.push(given?.[label] ?? Number.NaN);
    }
  });
  return { classes, counts: matrix, samples, truth: truths, probabilities };
}
