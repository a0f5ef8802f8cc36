import type { SplitCounts } from '../../src-shared/domain/dataset.ts';

/** A stretch of a side's bar. */
export interface SidePart {
  /** Null where the bar stands for all samples of the side. */
  readonly label: number | null;
  readonly count: number;
}

/**
 * The stretches that a side's bar is made of: its classes. A mask counts for
 * every class that it shows, so that the classes of masks overlap and the bar
 * is of one piece.
 */
export function partsOf({ samples, byClass }: SplitCounts['train']): readonly SidePart[] {
  const counted = byClass.reduce((sum, count) => sum + count, 0);
  if (counted > samples) return [{ label: null, count: samples }];
  return byClass.map((count, label) => ({ count, label })).filter(({ count }) => count > 0);
}
