import type { ArrayReport } from './picture.ts';
import type { MetricMode } from './metric.ts';
import type { ResolvedExperiment } from './experiment.ts';
import type { SplitCounts } from './dataset.ts';
import type { Side } from './sample.ts';
import type { RunStudy } from './run-study.ts';

/** Stored states; "not responding" is computed, never stored. */
export const RUN_STATUSES = ['queued', 'starting', 'running', 'paused', 'interrupted', 'stopped', 'failed', 'finished'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** States in which a trainer process should be alive. */
export const LIVE_STATUSES: readonly RunStatus[] = ['starting', 'running', 'paused'];

export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly status: RunStatus;
  /** The process lives but its heartbeat is old. */
  readonly notResponding: boolean;
  /** Why it ended or what it waits for, in one sentence. */
  readonly message: string | null;
  readonly datasetId: string | null;
  readonly datasetName: string;
  readonly model: string;
  readonly backend: string | null;
  readonly createdMs: number;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly stepsPerEpoch: number | null;
  /** Measured over the last epoch or, in the first, since it began. */
  readonly samplesPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly selection: Selection | null;
  /** The selection metric by epoch, thinned to at most 32 values, for the sparkline. */
  readonly spark: readonly number[];
  readonly tags: readonly string[];
  readonly binnedMs: number | null;
  /** Looks that opened the run's test side; see `opensTestSide`. */
  readonly testLooks: number;
  /** The draft that it was started from, which may be gone; null if from none. */
  readonly experimentId: string | null;
  /** The k-fold or repeat that it is a part of. */
  readonly study: RunStudy | null;
}

/** What the best checkpoint was chosen by, and what it reached. */
export interface Selection {
  readonly metric: string;
  readonly mode: MetricMode;
  readonly epoch: number;
  readonly value: number;
}

export interface RunDetail extends RunSummary {
  readonly spec: ResolvedExperiment;
  readonly classes: readonly string[];
  readonly split: SplitCounts;
  readonly environment: RunEnvironment | null;
  readonly parameters: number | null;
  readonly looks: readonly TestLook[];
  readonly warnings: number;
  readonly folderSizeBytes: number | null;
  /** False where its disk is not connected, or somebody took it away: then only what the database knows is there. */
  readonly folderIsThere: boolean;
}

/** Where an attempt at the run was made: what to compare when two machines disagree. */
export interface RunEnvironment {
  readonly appVersion: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly packages: Readonly<Record<string, string>>;
  readonly backend: BackendChoice;
}

/** Which backend computes, and why that one. */
export interface BackendChoice {
  readonly name: string;
  readonly reason: string;
  readonly threads: number;
  /** The kernel variant, recorded so that a resumed run computes the same bits. */
  readonly codePath: string | null;
  /** Kernels that failed their self-test and were switched off. */
  readonly warnings: readonly string[];
}

/** One look at images for testing; each is dated. */
export interface TestLook {
  readonly timeMs: number;
  readonly epoch: number;
  readonly values: Readonly<Record<string, number>>;
  /** Null for a look at the run's own test side. */
  readonly elsewhere: TestedElsewhere | null;
}

/** Images beside the run's own test side that a run was tested on. */
export interface TestedElsewhere {
  /** The dataset's name. */
  readonly name: string;
  readonly folder: string;
  readonly samples: number;
  /** How many of them the run has on each of its own sides, by content hash. */
  readonly known: Readonly<Record<Side, number>>;
}

export interface CheckpointInfo {
  readonly runId: string;
  /** The folder's name below `checkpoints/`. */
  readonly name: string;
  readonly epoch: number;
  readonly step: number;
  readonly best: boolean;
  readonly last: boolean;
  readonly reason: string;
  readonly sizeBytes: number;
  readonly timeMs: number;
}

export interface LoggedImage {
  readonly id: number;
  readonly runId: string;
  readonly tag: string;
  readonly epoch: number;
  readonly step: number;
  readonly index: number;
  readonly caption: string;
}

export interface Confusion {
  readonly epoch: number;
  readonly side: string;
  readonly classes: readonly string[];
  /** Row-major: truth × prediction. */
  readonly counts: readonly number[];
}

export interface PredictionRow {
  readonly key: string;
  readonly path: string;
  /** The sample's id in the index, if the dataset is still there. */
  readonly sampleId: number | null;
  /** As in the sample's record; null where that is not there. */
  readonly shape: readonly number[] | null;
  /** After which it was predicted. */
  readonly epoch: number;
  readonly truth: number;
  readonly predicted: number;
  readonly confidence: number;
  readonly loss: number;
  /** Of a case of segmentation; null where images have classes. */
  readonly scores: Readonly<Record<string, number>> | null;
}

export interface EpochRow {
  readonly epoch: number;
  readonly values: Readonly<Record<string, number>>;
}

/** What *Try one batch* and `trainer check` answer. */
export interface CheckReport {
  readonly arrays: readonly ArrayReport[];
  readonly parameters: number;
  /** Names of the layers that have weights, which training.layers may name. */
  readonly layers: readonly string[];
  readonly backend: BackendChoice;
  readonly batchSize: number;
  readonly stepMs: number;
  readonly secondsPerEpoch: number;
  readonly secondsTotal: number;
  /** Peak resident memory of the trying process. */
  readonly peakBytes: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly diskFreeBytes: number;
  readonly fits: boolean;
  readonly firstLoss: number;
}
