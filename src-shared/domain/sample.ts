import type { DenseArray, DType } from './array.ts';
import type { Geometry, Vector3 } from './volume.ts';

/** The three parts of a split. CONTRACTS.md: metric names begin with `train_`, `val_` or `test_`. */
export const SIDES = ['train', 'val', 'test'] as const;
export type Side = (typeof SIDES)[number];

/**
 * The file that gives every pixel of an image a class: for segmentation. Its
 * numbers are what the file holds, such as 0 and 255; a run turns them into
 * class numbers.
 */
export interface MaskRecord {
  /** Relative to the dataset's folder. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** As the sample's own. */
  readonly hash: string | null;
  /** The numbers in it, each once, in rising order; null until its contents have been read. */
  readonly values: readonly number[] | null;
}

/** A further file that a sample is made of, beside the one that it is called after. */
export interface PartRecord {
  /** The array that it belongs to: `target` for a text file of numbers. */
  readonly array: string;
  /** Relative to the dataset's folder. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** As the sample's own; null until its contents have been read, and of files whose contents the index keeps itself. */
  readonly hash: string | null;
}

/** One file of a dataset as the index knows it; fields that a later pass fills are null until then. */
export interface SampleRecord {
  readonly id: number;
  /** Relative to the dataset's folder, with `/` between its parts. */
  readonly path: string;
  readonly label: string | null;
  /** What must never stand on two sides of a split: a patient, a study. */
  readonly group: string | null;
  /** The side that the folder or the manifest names, if it names one. */
  readonly side: Side | null;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** [height, width, channel], from the header. */
  readonly shape: readonly number[] | null;
  readonly dtype: DType | null;
  /** The first 128 bits of the SHA-256 of the file's bytes, in hex: the sample's name in splits. */
  readonly hash: string | null;
  /** Why the file cannot be read, in one sentence. */
  readonly fault: string | null;
  /** Null in datasets whose images have classes. */
  readonly mask: MaskRecord | null;
  /**
   * The numbers that are to be learnt of it, one for each name in the finding's
   * `targets`; left out where a dataset has none, and until a text file of them
   * has been read.
   */
  readonly targets?: readonly number[];
  /** The hash of its decoded values and their shape; left out unless the user wants pixels to be compared. */
  readonly pixels?: string;
  /** Left out where a sample is one file, or one file and its mask. */
  readonly parts?: readonly PartRecord[];
  /** Between the centres of neighbours along z, y and x; left out where the file does not say. */
  readonly spacingMm?: Vector3;
  /** See `orientationLetters`; left out where the file does not say. */
  readonly orientation?: string;
  /**
   * The slices of a DICOM series in the order in which they lie, relative to
   * the dataset's folder; left out where a sample is one file. `path` then
   * names their folder, or the first of them where others lie beside them.
   */
  readonly files?: readonly string[];
}

/**
 * A loaded sample: named arrays and where they came from. `image` is
 * [height, width, channel] or [z, y, x, channel]; `label` is a class number []
 * for classification, and [height, width, 1] or [z, y, x, 1] for segmentation
 * (int32); `target` is [number] (float32) for regression, which has no `label`.
 */
export interface Sample {
  readonly key: string;
  readonly path: string;
  readonly arrays: Readonly<Record<string, DenseArray>>;
  /** Where the voxels of `image` lie; null or left out where its file does not say. */
  readonly geometry?: Geometry | null;
}
