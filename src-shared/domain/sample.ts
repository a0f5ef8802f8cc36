import type { DenseArray, DType } from './array.ts';

/** The three parts of a split. CONTRACTS.md: metric names begin with `train_`, `val_` or `test_`. */
export const SIDES = ['train', 'val', 'test'] as const;
export type Side = (typeof SIDES)[number];

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
}

/**
 * A loaded sample: named arrays and where they came from. Classification has
 * `image` [height, width, channel] and `label` [] (int32).
 */
export interface Sample {
  readonly key: string;
  readonly path: string;
  readonly arrays: Readonly<Record<string, DenseArray>>;
}
