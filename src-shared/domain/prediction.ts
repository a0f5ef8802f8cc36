import type { Task } from '../schema/kinds.ts';

/** What one image became. Paths are absolute. */
export interface PredictedImage {
  readonly input: string;
  /** The file that the answer stands in: the mask, or the table of classes. */
  readonly output: string;
  /** The image with its mask in colours over it; null where images have classes. */
  readonly picture: string | null;
  /** Its name; null where pixels have classes. */
  readonly class: string | null;
  /** By the names of the classes, summing to 1; null where pixels have classes. */
  readonly probabilities: Readonly<Record<string, number>> | null;
  /** Numbers by the names of their targets; null unless the run tells numbers. */
  readonly values: Readonly<Record<string, number>> | null;
  /** Pixels or voxels of each class by its name; null where images have classes. */
  readonly pixels: Readonly<Record<string, number>> | null;
  /** Of the mask, [height, width] or [slices, height, width]; null where images have classes. */
  readonly shape: readonly number[] | null;
  /** What each class takes up in millilitres, where the image says how large its voxels are. */
  readonly millilitres: Readonly<Record<string, number>> | null;
}

/** An image that could not be predicted, and why. */
export interface UnpredictedImage {
  readonly input: string;
  readonly reason: string;
}

/** `predictions.json`: what runs made of images that they had never seen. Every image is in one of the two lists. */
export interface Prediction {
  /** The run, or the first of several that were averaged. */
  readonly run: string;
  readonly runs: readonly { readonly run: string; readonly checkpoint: string }[];
  readonly task: Task;
  readonly classes: readonly string[];
  /** The numbers that stand for the classes in masks, by class number; null where images have classes. */
  readonly maskValues: readonly number[] | null;
  /** Whether mirrored copies were predicted too, and averaged. */
  readonly mirrored: boolean;
  /** How many images there were. */
  readonly files: number;
  readonly outputFolder: string;
  readonly outputs: readonly PredictedImage[];
  readonly failed: readonly UnpredictedImage[];
}

/** Names in a folder of predictions. */
export const PREDICTION_FILES = { document: 'predictions.json', table: 'predictions.csv', masks: 'masks', pictures: 'pictures' } as const;

/** `interrupted`: the host that predicted is gone. */
export const PREDICTION_STATUSES = ['running', 'finished', 'stopped', 'failed', 'interrupted'] as const;
export type PredictionStatus = (typeof PREDICTION_STATUSES)[number];

/** A prediction as lists show it. */
export interface PredictionSummary {
  readonly id: string;
  readonly status: PredictionStatus;
  /** Why it ended so, in a sentence, where it is not simply finished. */
  readonly message: string | null;
  readonly runs: readonly { readonly id: string; readonly name: string }[];
  /** Null until the runs have been read. */
  readonly task: Task | null;
  /** Names by class number; empty until then. */
  readonly classes: readonly string[];
  /** See `Prediction`; null until then. */
  readonly maskValues: readonly number[] | null;
  readonly mirrored: boolean;
  /** What was chosen: files and folders. */
  readonly inputs: readonly string[];
  readonly outputFolder: string;
  readonly startedMs: number;
  readonly endedMs: number | null;
  /** How many images there are; null while they are looked for. */
  readonly files: number | null;
  readonly done: number;
  readonly failed: number;
  /** Parts of the image at work that are done, 0 to 1: a large one has many windows. */
  readonly part: number;
}

/** One image of a prediction, by its place from 0 in the order in which they were done; failed ones have a reason. */
export interface PredictionRow {
  readonly number: number;
  readonly input: string;
  readonly image: PredictedImage | null;
  readonly reason: string | null;
}
