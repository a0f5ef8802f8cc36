import type { Side } from '../../../src-shared/domain/sample.ts';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { NamedWeights, TrainingState } from '../../../src-shared/domain/train-event.ts';
import type { ReduceKind, Task } from '../../../src-shared/schema/kinds.ts';
import { BadInput } from '../../../src-shared/lib/bad-input.ts';
import { lossNames as namesOfLosses, lossParts, measureName } from '../../../src-shared/lib/measure-names.ts';
import { outputsOf, taskOf } from '../../../src-shared/lib/task.ts';
import { createCriterion } from '../losses/create-criterion.ts';
import type { ClassPredictions } from '../metrics/class-predictions.ts';
import { createEpochMetrics, createMetrics, createNumberMetrics } from '../metrics/create-metrics.ts';
import type { EpochMetric } from '../metrics/epoch-metric.ts';
import { NumberCollector } from '../metrics/number-outcome.ts';
import type { NumberMetric } from '../metrics/number-outcome.ts';
import type { NumberPredictions } from '../metrics/number-predictions.ts';
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
  /** Of all predicted numbers of an epoch. */
  readonly numberMetrics: Readonly<Record<string, NumberMetric>>;
  readonly task: Task;
  /** What a generative network's loss is made of, by name; left out for others, whose losses are those that were asked for. */
  readonly parts?: readonly string[];
  /** Classes, or numbers that are predicted. */
  readonly outputs: number;
  /** What the values of an epoch's batches become. */
  readonly reduce: ReduceKind;
}

/** @param outputs how many classes there are, or numbers that are predicted. */
export function createMeasures(spec: Pick<ResolvedExperiment['training'], 'criterions' | 'metrics' | 'reduce'>, outputs: number, code: UserCode = NO_CODE, task: Task = 'classification'): Measures {
  const metrics = createMetrics(spec.metrics, code);
  const names = namesOfLosses(spec.criterions, spec.metrics.map(measureName));
  const criterions = Object.fromEntries(spec.criterions.map((each, i) => [names[i] as string, createCriterion(each, outputs, code, task)]));
  const epochMetrics = createEpochMetrics(spec.metrics, outputs, code);
  return { criterions, metrics, epochMetrics, numberMetrics: createNumberMetrics(spec.metrics, outputs), task, outputs, reduce: spec.reduce };
}

/** All that is measured of an experiment. */
export function measuresOf(spec: Pick<ResolvedExperiment, 'model' | 'dataset' | 'training'>, classes: readonly string[], code: UserCode | undefined): Measures {
  const measures = createMeasures(spec.training, outputsOf(spec, classes).length, code, taskOf(spec));
  const parts = lossParts(spec.model.kind, Object.keys(measures.criterions));
  return parts === null ? measures : { ...measures, parts };
}

/** The names of a side's values: `val_loss`, `val_accuracy`. */
export function measureNames(side: Side, measures: Measures): string[] {
  return [...new Set([...batchNames(measures), ...Object.keys(measures.epochMetrics), ...Object.keys(measures.numberMetrics)])].map((name) => `${side}_${name}`);
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
export function epochValues(side: Side, { epochMetrics, numberMetrics }: Measures, collector: EpochCollector | null): Record<string, number> {
  if (!collector) return {};
  if (collector instanceof NumberCollector) return valuesOf(side, numberMetrics, collector.outcome());
  return valuesOf(side, epochMetrics, collector.outcome());
}

function valuesOf<Outcome>(side: Side, metrics: Readonly<Record<string, { value(outcome: Outcome): number | null }>>, outcome: Outcome): Record<string, number> {
  const values: Record<string, number> = {};
  for (const [name, metric] of Object.entries(metrics)) {
    const value = metric.value(outcome);
    if (value !== null) values[`${side}_${name}`] = value;
  }
  return values;
}

/** What a network said over an epoch: classes, or numbers. */
export type EpochCollector = OutcomeCollector | NumberCollector;

/** What it said of a batch; null where it says no such thing. */
export interface BatchPredictions {
  readonly predictions: ClassPredictions | null;
  readonly numbers: NumberPredictions | null;
}

/** Collects a batch's predictions; makes the collector with the first. */
export function collect(measures: Measures, collector: EpochCollector | null, { predictions, numbers }: BatchPredictions): EpochCollector | null {
  if (predictions === null) requireNoClasses(measures);
  if (predictions === null && numbers === null) return collector;
  const made = collector ?? createCollector(measures);
  if (made instanceof NumberCollector) made.add(numbers as NumberPredictions);
  else made.add(predictions as ClassPredictions);
  return made;
}

export function createCollector({ epochMetrics, task, outputs }: Measures, from: readonly NamedWeights[] = []): EpochCollector {
  if (task === 'regression') return new NumberCollector(outputs, from);
  return new OutcomeCollector(outputs, Object.values(epochMetrics).some(({ needsScores }) => needsScores), from);
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
function lossNames({ criterions, parts }: Measures): readonly string[] {
  if (parts) return parts;
  return Object.keys(criterions).length > 1 ? Object.keys(criterions) : [];
}
