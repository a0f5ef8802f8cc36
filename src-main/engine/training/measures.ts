import type { Side } from '../../../src-shared/domain/sample.ts';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { NamedWeights, TrainingState } from '../../../src-shared/domain/train-event.ts';
import type { ReduceKind } from '../../../src-shared/schema/kinds.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { lossNames as namesOfLosses, measureName } from '../../../src-shared/lib/measure-names.ts';
import { createCriterion } from '../losses/create-criterion.ts';
import type { ClassPredictions } from '../metrics/class-predictions.ts';
import { createEpochMetrics, createMetrics } from '../metrics/create-metrics.ts';
import type { EpochMetric } from '../metrics/epoch-metric.ts';
import { OutcomeCollector } from '../metrics/outcome.ts';
import type { ClosureResult, Criterion, Metric } from '../models/contract.ts';
import { NO_CODE } from '../user-code.ts';
import type { UserCode } from '../user-code.ts';
import { WeightedMeans } from './weighted-means.ts';

/** What is computed, by the names that series carry after their side. */
export interface Measures {
  /** Of every batch. */
  readonly criterions: Readonly<Record<string, Criterion>>;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Of all predictions of an epoch; one of the same name as a batch's takes its place there. */
  readonly epochMetrics: Readonly<Record<string, EpochMetric>>;
  /** What the values of an epoch's batches become. */
  readonly reduce: ReduceKind;
}

/** @param classes how many classes there are. */
export function createMeasures(spec: Pick<ResolvedExperiment['training'], 'criterions' | 'metrics' | 'reduce'>, classes: number, code: UserCode = NO_CODE): Measures {
  const metrics = createMetrics(spec.metrics, code);
  const names = namesOfLosses(spec.criterions, spec.metrics.map(measureName));
  const criterions = Object.fromEntries(spec.criterions.map((each, i) => [names[i] as string, createCriterion(each, classes, code)]));
  return { criterions, metrics, epochMetrics: createEpochMetrics(spec.metrics, classes, code), reduce: spec.reduce };
}

/** The names of a side's values: `val_loss`, `val_accuracy`. */
export function measureNames(side: Side, measures: Measures): string[] {
  return [...new Set([...batchNames(measures), ...Object.keys(measures.epochMetrics)])].map((name) => `${side}_${name}`);
}

/** What the values of batches, by their full names, become: losses as `reduce` says, metrics always their means. @param sums of batches before a resume. */
export function meansOf({ metrics, reduce }: Pick<Measures, 'metrics' | 'reduce'>, sums: TrainingState['openEpoch'] = {}): WeightedMeans {
  return new WeightedMeans(sums, reduce, (name) => !(name.slice(name.indexOf('_') + 1) in metrics));
}

/** A closure's values under the names of a side, whatever it called them; a metric that a batch has no value of (NaN) is left out. */
export function sideValues(side: Side, measures: Measures, { lossValues, metricValues }: ClosureResult): Record<string, number> {
  const given = { ...lossValues, ...metricValues };
  const values: Record<string, number> = {};
  for (const own of batchNames(measures)) {
    const value = given[own] ?? given[`val_${own}`];
    if (value === undefined) throw new Error(`expected the closure to give ${own}, but found ${Object.keys(given).join(', ')}`);
    if (!(own in measures.metrics && Number.isNaN(value))) values[`${side}_${own}`] = value;
  }
  return values;
}

/** The values that a whole epoch's predictions come to; a metric of which nothing was seen is left out. */
export function epochValues(side: Side, { epochMetrics }: Measures, collector: OutcomeCollector | null): Record<string, number> {
  if (!collector) return {};
  const outcome = collector.outcome();
  const values: Record<string, number> = {};
  for (const [name, metric] of Object.entries(epochMetrics)) {
    const value = metric.value(outcome);
    if (value !== null) values[`${side}_${name}`] = value;
  }
  return values;
}

/** Collects a batch's predictions; makes the collector with the first. */
export function collect(measures: Measures, collector: OutcomeCollector | null, predictions: ClassPredictions | null): OutcomeCollector | null {
  if (predictions === null) {
    requireNoClasses(measures);
    return collector;
  }
  const classes = predictions.probabilities.length / predictions.truth.length;
  const made = collector ?? createCollector(measures, classes);
  made.add(predictions);
  return made;
}

export function createCollector({ epochMetrics }: Measures, classes: number, from: readonly NamedWeights[] = []): OutcomeCollector {
  return new OutcomeCollector(classes, Object.values(epochMetrics).some(({ needsScores }) => needsScores), from);
}

/** A network that gives no class of a whole sample can be measured only by what a batch has a value of. */
function requireNoClasses({ metrics, epochMetrics }: Measures): void {
  const name = Object.keys(epochMetrics).find((each) => !(each in metrics));
  if (name === undefined) return;
  throw new BadInput(`training.metrics: expected metrics that fit the network, but found ${name}, which is of classes of whole images`);
}

function batchNames(measures: Measures): string[] {
  return ['loss', ...lossNames(measures), ...Object.keys(measures.metrics)];
}

/** The losses that are worth a series of their own: a single one is the sum. */
function lossNames({ criterions }: Measures): string[] {
  return Object.keys(criterions).length > 1 ? Object.keys(criterions) : [];
}
