import type { Side } from '../../../src-shared/domain/sample.ts';
import type { ImageLogged, Logged, Note, Scalar, TrainingState, VolumeLogged } from '../../../src-shared/domain/train-event.ts';
import type { Log } from '../models/log.ts';
import type { BatchResult } from './run-epoch.ts';

/**
 * What may change the course of training. It is asked after every batch and
 * every epoch and answers with what it wants; training does it.
 *
 * A callback keeps nothing between calls: all that it must remember is in the
 * run's state, so that a resumed run goes on as if never interrupted. What only
 * watches reads the event stream instead.
 */
export interface Callback {
  /** Its own among all callbacks of a run: what it remembers is kept under it. */
  readonly name: string;
  /** The value that it goes by, if it does, and the setting that names it. */
  readonly metric?: { readonly path: string; readonly name: string };
  /** What it remembers of a run that it has ended, and that is to go on for more epochs. */
  forgive?(memory: Memory): Memory;
  afterBatch?(batch: BatchSeen): readonly BatchAnswer[];
  afterEpoch?(epoch: EpochSeen): readonly EpochAnswer[];
}

/** A batch, valid until the callback returns. */
export interface BatchSeen extends BatchResult {
  readonly side: Side;
  readonly epoch: number;
  /** In training the update that this batch made, else the updates done. */
  readonly step: number;
  /** Takes what is to be logged of this batch. */
  readonly log: Log;
  /** Samples of this side seen before in this epoch. */
  readonly samplesBefore: number;
}

export interface EpochSeen {
  readonly epoch: number;
  /** The means of all sides. */
  readonly values: Readonly<Record<string, number>>;
  /** The best epoch before this one. */
  readonly best: TrainingState['best'];
  /** What the callback last asked to remember; empty at first. */
  readonly memory: Memory;
}

/** Plain numbers: a checkpoint holds them. */
export type Memory = Readonly<Record<string, number>>;

/** `fail`: ends the run, and what the last batch did to the weights is not saved. */
export type BatchAnswer = LogAnswer | RateAnswer | StopAnswer | { readonly kind: 'fail'; readonly message: string };

/**
 * `best`: the checkpoint of this epoch is the best so far, by this value.
 * `remember`: what the callback is given when it is asked again.
 */
export type EpochAnswer = RateAnswer | StopAnswer | { readonly kind: 'best'; readonly value: number } | { readonly kind: 'remember'; readonly memory: Memory };

/** From now on the learning rate is what the schedule says, times this factor; the last answer holds. */
export interface RateAnswer {
  readonly kind: 'rate';
  readonly factor: number;
}

/** The run is finished after a checkpoint; asked while validating, it counts for nothing. */
export interface StopAnswer {
  readonly kind: 'stop';
  /** Why, in a sentence. */
  readonly message: string;
}

export interface LogAnswer {
  readonly kind: 'log';
  readonly event: ImageLogged | VolumeLogged | Logged | Scalar | Note;
}
