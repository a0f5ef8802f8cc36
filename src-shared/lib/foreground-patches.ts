/** How many patches of a batch are cut out around foreground. */
export interface ForegroundPatches {
  /** The first ones of a batch: the last one of an epoch may be shorter. */
  readonly count: number;
  /** Of each batch (1), or of every second, third … */
  readonly everyBatches: number;
}

/**
 * The same number in each batch rather than by chance, as nnU-Net has it
 * (Isensee et al., Nature Methods 2021): of a third, 1 of 2 and of 3, 2 of 6.
 * Where that comes to none, one in every so many batches: of a third, with
 * batches of 1, every third.
 */
export function foregroundPatches(batchSize: number, share: number): ForegroundPatches {
  const count = Math.round(batchSize * share);
  if (count > 0 || share === 0) return { count, everyBatches: 1 };
  return { count: 1, everyBatches: Math.round(1 / (batchSize * share)) };
}
