import type { RunStudy } from './run-study.ts';
import type { RunStatus, RunSummary } from './run.ts';

/** A k-fold or repeat as lists show it. */
export interface StudySummary extends Omit<RunStudy, 'member'> {
  /** Of the first of its runs. */
  readonly datasetId: string | null;
  readonly datasetName: string;
  readonly model: string;
  readonly createdMs: number;
  /** Null while none has begun. */
  readonly startedMs: number | null;
  /** Null while one is to be trained or is being trained. */
  readonly endedMs: number | null;
  /** The state that tells most of the whole: of runs that work first, then of those that wait, then of those that did not come to their end. */
  readonly status: RunStatus;
  /** How many of its runs outside of the bin are in each state; fewer in all than `members` where some are missing. */
  readonly states: Readonly<Partial<Record<RunStatus, number>>>;
  /** Epochs done and to do, of all its runs. */
  readonly epoch: number;
  readonly epochs: number;
  /** Runs with a look at their test side. */
  readonly tested: number;
  /** Those that all of its runs have. */
  readonly tags: readonly string[];
  readonly experimentId: string | null;
  /** What it came to in the metric that its runs are judged by; null until that is known. */
  readonly result: StudyMetric | null;
}

/** One of the runs that a study is meant to have. */
export interface StudyMember {
  readonly member: number;
  /** Null where it was never made, or its folder is gone. */
  readonly run: RunSummary | null;
  readonly seed: number | null;
  /** Values of the newest look at its test side, where there was one. */
  readonly values: Readonly<Record<string, number>> | null;
}

export interface StudyDetail extends StudySummary {
  readonly runs: readonly StudyMember[];
  readonly classes: readonly string[];
}

/** A metric over the runs of a study. */
export interface StudyMetric {
  /** `test_accuracy` */
  readonly name: string;
  /** Computed once over all samples, each predicted by the run that it was held back from; null where that is not defined, or there are no folds. */
  readonly outOfFold: number | null;
  readonly interval: Interval | null;
  /** Over the runs that have the value, each for itself; the deviation is the sample's (n − 1), null for a single run. */
  readonly mean: number;
  readonly standardDeviation: number | null;
  /** Of each run, by member; null where it has none. */
  readonly values: readonly (number | null)[];
}

/** A percentile bootstrap interval: the value would have come out in it for so large a share of samples like these. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How sure the out-of-fold values are, and of what they are. */
export interface StudyResults {
  /** The metric that the runs are judged by comes first. */
  readonly metrics: readonly StudyMetric[];
  /** Runs that were tested. */
  readonly tested: number;
  /** Null where nothing was pooled. */
  readonly pooled: PooledFacts | null;
}

/** A value that was computed once over all out-of-fold predictions. */
export interface PooledValue {
  readonly value: number | null;
  readonly interval: Interval | null;
}

/** What all out-of-fold predictions together come to, by the names of values: `test_accuracy`. */
export interface PooledResults {
  readonly metrics: Readonly<Record<string, PooledValue>>;
  readonly facts: PooledFacts;
}

export interface PooledFacts {
  /** Samples with an out-of-fold prediction. */
  readonly samples: number;
  /** What the bootstrap drew: groups (patients) where they are known, else samples. */
  readonly drawn: 'groups' | 'samples';
  readonly units: number;
  readonly draws: number;
  /** 0.95 */
  readonly level: number;
}

/** An epoch value over the runs of a study. Lists are in the order of the epochs. */
export interface MeanCurve {
  /** `val_loss` */
  readonly name: string;
  readonly epochs: readonly number[];
  readonly mean: readonly number[];
  /** The lowest and the highest of the runs. */
  readonly min: readonly number[];
  readonly max: readonly number[];
  /** How many runs have the epoch behind them. */
  readonly runs: readonly number[];
}
