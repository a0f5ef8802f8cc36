import type { Preview, TestAnswer } from '../../src-shared/api/training.ts';
import type { LayerRow } from '../../src-shared/api/models.ts';
import type { Doctor } from '../../src-shared/api/system.ts';
import type { SplitCounts } from '../../src-shared/domain/dataset.ts';
import type { ResolvedExperiment } from '../../src-shared/domain/experiment.ts';
import type { CheckReport } from '../../src-shared/domain/run.ts';
import type { ModelSpec } from '../../src-shared/schema/experiment.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import type { CodeFile } from './user-code/code-file.ts';

/** The short commands of the trainer: one JSON document in on standard input, one line out. */
export interface TrainerCalls {
  readonly test: { readonly input: TestInput; readonly output: TestAnswer };
  readonly predict: { readonly input: PredictInput; readonly output: PredictOutput };
  readonly check: { readonly input: CheckInput; readonly output: CheckReport };
  readonly preview: { readonly input: PreviewInput; readonly output: Preview };
  readonly describe: { readonly input: DescribeInput; readonly output: { readonly layers: readonly LayerRow[]; readonly parameters: number } };
  readonly selftest: { readonly input: Record<string, never>; readonly output: Doctor['backends'] };
}

export type TrainerCall = keyof TrainerCalls;
export const TRAINER_CALLS: readonly TrainerCall[] = ['test', 'predict', 'check', 'preview', 'describe', 'selftest'];

/** The user's code that a spec names, agreed to; left out where it names none. */
interface WithCode {
  readonly code?: readonly CodeFile[] | undefined;
}

export interface TestInput {
  /** The run's folder. */
  readonly folder: string;
  /** A checkpoint's folder name; without it the best one, or the newest if none was kept as the best. */
  readonly checkpoint?: string;
  /** What to test on instead of the run's test side. */
  readonly images?: OtherImages;
}

/** Samples of a dataset that need not be the run's. */
export interface OtherImages {
  /** The dataset's. */
  readonly name: string;
  readonly folder: string;
  /** Names of its classes; the labels of its samples are places in this list. */
  readonly classes: readonly string[];
  /** The numbers that stand for the classes in masks; null or left out where images have classes. */
  readonly maskValues?: readonly number[] | null | undefined;
  readonly samples: readonly SplitSample[];
}

export interface PredictInput {
  /** The run's folder. */
  readonly folder: string;
  /** Absolute paths of images, indexed or not. */
  readonly files: readonly string[];
}

export interface PredictOutput {
  /** The folder's name of the checkpoint that predicted. */
  readonly checkpoint: string;
  readonly classes: readonly string[];
  readonly outputs: readonly { readonly path: string; readonly predicted: number; readonly probabilities: readonly number[] }[];
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
}

export interface CheckInput extends WithCode {
  readonly spec: ResolvedExperiment;
  /** The dataset's. */
  readonly folder: string;
  readonly classes: readonly string[];
  /** The numbers that stand for the classes in masks; null or left out where images have classes. */
  readonly maskValues?: readonly number[] | null | undefined;
  /** Training samples: a few batches of them are enough. */
  readonly samples: readonly SplitSample[];
  readonly counts: SplitCounts;
  /** Where the run's folder would be made: for the space that checkpoints need. */
  readonly output: string;
}

export interface PreviewInput extends WithCode {
  readonly spec: ResolvedExperiment;
  readonly folder: string;
  readonly classes: readonly string[];
  /** The numbers that stand for the classes in masks; null or left out where images have classes. */
  readonly maskValues?: readonly number[] | null | undefined;
  readonly samples: readonly SplitSample[];
  /** Another number, another draw. */
  readonly draw: number;
}

export interface DescribeInput extends WithCode {
  readonly model: ModelSpec;
  /** [height, width, channel] */
  readonly inputShape: readonly number[];
  readonly classes: number;
}
