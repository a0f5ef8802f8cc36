import type { Intensities } from '../lib/intensities.ts';

/** What a dataset's training images are like, as nnU-Net's `dataset_fingerprint.json` tells it. */
export interface Fingerprint {
  readonly cases: number;
  /** Those that could not be read. */
  readonly unreadable: number;
  /** [z, y, x] or [height, width] of each case, cut to the box of what is not 0. */
  readonly shapesAfterCrop: readonly (readonly number[])[];
  /** In mm, [z, y, x], of each case that says so. */
  readonly spacings: readonly (readonly number[])[];
  readonly medianShape: readonly number[];
  /** Null where no case has a spacing. */
  readonly medianSpacing: readonly number[] | null;
  /** The spacing that nnU-Net would resample to: the median, finer along an axis of few thick slices. */
  readonly targetSpacing: readonly number[] | null;
  /** What of a case is left by the cut, the median over cases; below 0.75, nnU-Net normalises what is not 0 alone. */
  readonly relativeSizeAfterCrop: number;
  /** Of what masks mark, by channel; of all pixels where there are no masks. */
  readonly foreground: readonly Intensities[];
  /** Of each class that masks mark, the background left out. */
  readonly classes: readonly { readonly label: string; readonly channels: readonly Intensities[] }[];
}
