import type { TrainEvent, CheckpointReady, ImageLogged, VolumeLogged } from './train-event.ts';
import type { Scored } from './metric.ts';
import type { RunEnvironment, TestedElsewhere } from './run.ts';

export const JOURNAL_VERSION = 1;

/** What every line carries. `seq` counts lines from 0 over all attempts, `attempt` from 1. */
export interface JournalStamp {
  readonly v: typeof JOURNAL_VERSION;
  readonly seq: number;
  readonly attempt: number;
  readonly timeMs: number;
}

/** A process took the run on: the first line of every attempt. */
export interface AttemptStarted {
  readonly kind: 'attempt-started';
  readonly epoch: number;
  readonly step: number;
  readonly command: 'train' | 'test';
  readonly pid: number;
  readonly environment: RunEnvironment;
}

/**
 * Lines of earlier attempts at or after `fromStep` no longer count.
 *
 * A run that goes on from the end of epoch 3 at step 300 says epoch 4, step
 * 300, fromStep 300: what epoch 3 said at step 300 (its means, its validation)
 * and the checkpoint of step 300 still count. Messages and looks at the test
 * side always count.
 */
export interface Resumed {
  readonly kind: 'resumed';
  /** The epoch that the next batch belongs to. */
  readonly epoch: number;
  /** Equal to `fromStep`. */
  readonly step: number;
  readonly fromStep: number;
  /** The checkpoint's folder name, null for a start from the beginning. */
  readonly checkpoint: string | null;
  readonly epochs: number;
}

/** A checkpoint was tested. */
export interface TestLooked {
  readonly kind: 'test-looked';
  readonly epoch: number;
  readonly step: number;
  readonly checkpoint: string;
  readonly values: Readonly<Record<string, number>>;
  /** Left out by runs of before. */
  readonly scored?: Scored | undefined;
  /** Left out for a look at the run's own test side. */
  readonly elsewhere?: TestedElsewhere | undefined;
}

/** An image event with the file it was written to, relative to the run folder. */
export type ImageLine = Omit<ImageLogged, 'picture'> & { readonly file: string };

/** A checkpoint event with the folder it was written to, below `checkpoints/`. */
export type CheckpointLine = Omit<CheckpointReady, 'checkpoint'> & {
  readonly name: string;
  readonly sizeBytes: number;
  /** Folders below `checkpoints/` that were removed because the spec does not keep them. */
  readonly removed: readonly string[];
};

export type JournalEntry =
  | Exclude<TrainEvent, ImageLogged | VolumeLogged | CheckpointReady>
  | ImageLine
  | CheckpointLine
  | AttemptStarted
  | Resumed
  | TestLooked;

/** A line of `journal.ndjson`. NaN and infinities are the strings "NaN", "Infinity", "-Infinity". */
export type JournalLine = JournalStamp & JournalEntry;
