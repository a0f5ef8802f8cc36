import type { DenseArray } from './array.ts';
import type { LoggedItem } from './logged.ts';
import type { Picture } from './picture.ts';
import type { Side } from './sample.ts';

/**
 * What training says, as plain data. Steps count optimizer updates from 0,
 * epochs from 1. Arrays in an event are valid until the next event is asked
 * for. The engine carries no times: `trainer/journal` stamps them.
 */
export type TrainEvent =
  | RunStarted
  | EpochStarted
  | BatchDone
  | Scalar
  | ImageLogged
  | Logged
  | VolumeLogged
  | CheckpointReady
  | ConfusionCounted
  | Prediction
  | Note
  | Warning
  | EpochEnded
  | RunEnded;

export type TrainEventKind = TrainEvent['kind'];

export interface RunStarted {
  readonly kind: 'run-started';
  readonly epoch: number;
  readonly step: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly parameters: number;
  readonly samples: Readonly<Record<Side, number>>;
}

export interface EpochStarted {
  readonly kind: 'epoch-started';
  readonly epoch: number;
  readonly step: number;
  readonly learningRate: number;
}

export interface BatchDone {
  readonly kind: 'batch';
  readonly epoch: number;
  readonly step: number;
  /** Samples in the batch. */
  readonly size: number;
  readonly learningRate: number;
  /** By metric name, `train_loss` among them. */
  readonly values: Readonly<Record<string, number>>;
}

export interface Scalar {
  readonly kind: 'scalar';
  readonly epoch: number;
  readonly step: number;
  readonly name: string;
  readonly value: number;
}

export interface ImageLogged {
  readonly kind: 'image';
  readonly epoch: number;
  readonly step: number;
  readonly tag: string;
  readonly index: number;
  readonly caption: string;
  readonly picture: Picture;
}

/** A text, table, histogram, matrix or curve. */
export interface Logged {
  readonly kind: 'logged';
  readonly epoch: number;
  readonly step: number;
  readonly tag: string;
  readonly item: LoggedItem;
}

export interface VolumeLogged {
  readonly kind: 'volume';
  readonly epoch: number;
  readonly step: number;
  readonly tag: string;
  readonly index: number;
  /** [z, y, x] */
  readonly voxels: DenseArray<Float32Array>;
}

export interface CheckpointReady {
  readonly kind: 'checkpoint';
  readonly epoch: number;
  /** Optimizer updates done so far, that is the step that a resumed run begins with. */
  readonly step: number;
  /** Set if the run's selection metric was never better. */
  readonly best: boolean;
  readonly reason: 'epoch' | 'request' | 'stop';
  readonly checkpoint: Checkpoint;
}

/** Everything that a run needs to go on exactly where it was. */
export interface Checkpoint {
  readonly model: unknown;
  readonly weights: readonly NamedWeights[];
  readonly optimizer: readonly NamedWeights[];
  /** What the predictions of an epoch in its midst came to so far; empty at its end. */
  readonly openPredictions: readonly NamedWeights[];
  readonly state: TrainingState;
}

export interface NamedWeights {
  readonly name: string;
  readonly array: DenseArray<Float32Array>;
}

/** The counters of a run; with counter-based random numbers nothing else has state. */
export interface TrainingState {
  readonly formatVersion: 1;
  /** The epoch that the next batch belongs to. */
  readonly epoch: number;
  /** Batches of that epoch that are done. */
  readonly batchInEpoch: number;
  /** Optimizer updates done. */
  readonly step: number;
  readonly best: { readonly epoch: number; readonly value: number } | null;
  /** By callback: what it remembers. */
  readonly memory: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What callbacks multiply the scheduled learning rate by. */
  readonly rateFactor: number;
  /** Why a callback ended the run, and of how many epochs; null while it goes on. */
  readonly ended: { readonly message: string; readonly epochs: number } | null;
  /** Sums of the open epoch, so that its means are right when it is resumed in its middle. */
  readonly openEpoch: Readonly<Record<string, { readonly sum: number; readonly weight: number }>>;
  /** Training samples of the open epoch that could not be read; left out where there are none. */
  readonly badInEpoch?: number | undefined;
}

export interface ConfusionCounted {
  readonly kind: 'confusion';
  readonly epoch: number;
  readonly step: number;
  readonly side: Side;
  readonly classes: readonly string[];
  /** Row-major: truth × prediction. */
  readonly counts: readonly number[];
}

export interface Prediction {
  readonly kind: 'prediction';
  readonly epoch: number;
  readonly step: number;
  readonly side: Side;
  readonly key: string;
  readonly path: string;
  /** Class numbers; -1 for a case of segmentation, which has one for each pixel. */
  readonly truth: number;
  readonly predicted: number;
  /** The probability given to the predicted class; NaN for a case of segmentation. */
  readonly confidence: number;
  /** Of every class; only of a test side, whose values may be computed anew with those of other folds. */
  readonly probabilities?: readonly number[] | undefined;
  /** What the worst are told by: for a case of segmentation, 1 − its Dice. */
  readonly loss: number;
  /** Of a case of segmentation, in its original grid: `dice`, `iou`, `dice_<class>` … */
  readonly scores?: Readonly<Record<string, number>> | undefined;
}

export interface Note {
  readonly kind: 'note';
  readonly epoch: number;
  readonly step: number;
  readonly text: string;
}

export interface Warning {
  readonly kind: 'warning';
  readonly epoch: number;
  readonly step: number;
  readonly text: string;
  readonly path: string | null;
}

export interface EpochEnded {
  readonly kind: 'epoch-ended';
  readonly epoch: number;
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface RunEnded {
  readonly kind: 'run-ended';
  readonly epoch: number;
  readonly step: number;
  readonly status: 'finished' | 'stopped' | 'failed';
  /** One sentence: why it ended, and what helps if it failed. */
  readonly message: string;
}
