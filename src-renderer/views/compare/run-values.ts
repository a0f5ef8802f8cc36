import type { EpochRow, RunDetail } from '../../../src-shared/domain/run.ts';
import { lastOwnLook } from '../../../src-shared/lib/test-looks.ts';
import type { RunValues } from './value-table.ts';

/** What a run is judged by: its values at the epoch that was selected (the last without one), and what its last look at the test side gave. */
export function runValues({ id, selection, looks }: Pick<RunDetail, 'id' | 'selection' | 'looks'>, epochs: readonly EpochRow[]): RunValues {
  const chosen = epochs.find(({ epoch }) => epoch === selection?.epoch) ?? epochs.at(-1);
  return { runId: id, values: { ...chosen?.values, ...lastOwnLook(looks)?.values } };
}
