import type { Warning } from '../../../src-shared/domain/train-event.ts';
import type { Batch } from '../loading/batch.ts';

/** One warning for each sample that could not be read. */
export function skipWarnings({ skipped }: Pick<Batch, 'skipped'>, epoch: number, step: number): Warning[] {
  return skipped.map(({ path, reason, standIn }) => ({
    kind: 'warning',
    epoch,
    step,
    path,
    text: `${path} could not be read and ${standIn === null ? 'was left out' : `${standIn} took its place`}: ${reason}`,
  }));
}
