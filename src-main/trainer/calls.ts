import type { ExportFormat } from '../../src-shared/api/models.ts';
import type { AuditCheckName, AuditReport } from '../../src-shared/domain/audit.ts';
import type { Preview, TestAnswer } from '../../src-shared/api/training.ts';
import type { LayerRow } from '../../src-shared/api/models.ts';
import type { Doctor } from '../../src-shared/api/system.ts';
import type { SplitCounts } from '../../src-shared/domain/dataset.ts';
import type { ResolvedExperiment } from '../../src-shared/domain/experiment.ts';
import type { PredictedImage, Prediction, UnpredictedImage } from '../../src-shared/domain/prediction.ts';
import type { Fingerprint } from '../../src-shared/domain/fingerprint.ts';
import type { BackendChoice, CheckReport } from '../../src-shared/domain/run.ts';
import type { Task } from '../../src-shared/schema/kinds.ts';
import type { PooledResults } from '../../src-shared/domain/study.ts';
import type { ModelSpec } from '../../src-shared/schema/experiment.ts';
import type { SampleFiles } from '../../src-shared/schema/reading.ts';
import type { SplitSample } from '../../src-shared/schema/run-file.ts';
import type { PackedView } from '../files/packed-view.ts';
import type { CodeFile } from './user-code/code-file.ts';

/** The short commands of the trainer: one JSON document in on standard input, perhaps lines of news, one line of answer out. */
export interface TrainerCalls {
  readonly test: { readonly input: TestInput; readonly output: TestAnswer };
  readonly predict: { readonly input: PredictInput; readonly output: { readonly files: number }; readonly news: PredictNews };
  readonly mask: { readonly input: MaskInput; readonly output: DrawnMask };
  readonly pool: { readonly input: PoolInput; readonly output: PooledResults };
  readonly export: { readonly input: ExportInput; readonly output: { readonly files: readonly string[] } };
  readonly audit: { readonly input: AuditInput; readonly output: AuditReport; readonly news: AuditNews };
  readonly check: { readonly input: CheckInput; readonly output: CheckReport };
  /** Whether network, layers and weights to start from fit together; fails with the reason if not. */
  readonly fit: { readonly input: CheckInput; readonly output: null };
  readonly preview: { readonly input: PreviewInput; readonly output: Preview };
  readonly describe: { readonly input: DescribeInput; readonly output: { readonly layers: readonly LayerRow[]; readonly parameters: number } };
  /** Whether a device can be computed on; fails with the reason if not. */
  readonly device: { readonly input: { readonly device: string }; readonly output: BackendChoice };
  readonly fingerprint: { readonly input: FingerprintInput; readonly output: Fingerprint };
  readonly selftest: { readonly input: Record<string, never>; readonly output: Doctor['backends'] };
}

export type TrainerCall = keyof TrainerCalls;

/** What a command tells before its answer. */
export type NewsOf<Call extends TrainerCall> = TrainerCalls[Call] extends { readonly news: infer News } ? News : never;

/** Tells news; returns once they are on their way, so that a slow listener slows the teller down. */
export type Tell<News> = (news: News) => Promise<void>;
export const TRAINER_CALLS: readonly TrainerCall[] = ['test', 'predict', 'mask', 'export', 'audit', 'pool', 'check', 'fit', 'preview', 'describe', 'device', 'fingerprint', 'selftest'];

/** The user's code that a spec names, agreed to; left out where it names none. */
interface WithCode {
  readonly code?: readonly CodeFile[] | undefined;
}

export interface TestInput {
  /** The run's folder. */
  readonly folder: string;
  /** A checkpoint's folder name; without it the best one, or the newest if none was kept as the best. */
  readonly checkpoint?: string;
  /** Where the run's own images are now; left out where they were when it was created. */
  readonly imagesFolder?: string;
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
  /** The runs' folders: what several say is averaged. */
  readonly folders: readonly string[];
  /** Absolute paths of files and folders, indexed or not. */
  readonly inputs: readonly string[];
  /** An empty folder that is there: masks and pictures are written below it. */
  readonly output: string;
  /** Whether mirrored copies are predicted too, and averaged. */
  readonly mirrored: boolean;
}

/** What a prediction tells on its way; how many lines there are of it knows no limit. */
export type PredictNews =
  | { readonly kind: 'began'; readonly task: Task; readonly classes: readonly string[]; readonly maskValues: readonly number[] | null; readonly runs: Prediction['runs']; readonly notes: readonly string[] }
  /** Some of the images that were found. */
  | { readonly kind: 'inputs'; readonly paths: readonly string[] }
  | { readonly kind: 'counted'; readonly files: number }
  /** How much of the image at work is done, 0 to 1. */
  | { readonly kind: 'part'; readonly part: number }
  /** Of a class, `output` is empty: the table is written by who listens. */
  | { readonly kind: 'done'; readonly image: PredictedImage }
  | ({ readonly kind: 'failed' } & UnpredictedImage);

/** A case of a run whose mask is to be drawn. */
export interface MaskInput {
  /** The run's folder. */
  readonly folder: string;
  /** Where its images are now; null for where they were. */
  readonly imagesFolder: string | null;
  /** A checkpoint's folder name. */
  readonly checkpoint: string;
  /** The sample's, below the images' folder. */
  readonly path: string;
}

export interface DrawnMask {
  /** The classes that the network tells of the voxels. */
  readonly mask: PackedView;
  /** What kind of error each is, as `errorOf` numbers them. */
  readonly errors: PackedView;
}

export interface PoolInput {
  /** Run folders of folds that were tested. */
  readonly folders: readonly string[];
}

export interface ExportInput {
  /** The run's folder. */
  readonly folder: string;
  readonly format: ExportFormat;
  /** A folder, made if need be, in which no file of an export may be. */
  readonly output: string;
}

export interface AuditInput {
  /** The run's folder; the report is kept in it. */
  readonly folder: string;
  /** Where its images are now; null or left out for where they were. */
  readonly imagesFolder?: string | null;
}

/** Which check is at work. */
export interface AuditNews {
  readonly name: AuditCheckName;
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

export interface FingerprintInput {
  readonly folder: string;
  readonly classes: readonly string[];
  /** The numbers that stand for the classes in masks; null where images have classes. */
  readonly maskValues: readonly number[] | null;
  /** How the files of each array are normalised. */
  readonly files: SampleFiles | null;
  /** All training samples. */
  readonly samples: readonly SplitSample[];
}

export interface DescribeInput extends WithCode {
  readonly model: ModelSpec;
  /** [height, width, channel] */
  readonly inputShape: readonly number[];
  readonly classes: number;
}
