import type { WaitingRun } from '../../../src-shared/schema/waiting-run.ts';
import { readProcessFile } from '../../store/run-files.ts';
import { readRunLog } from '../../store/run-log.ts';
import { processState } from '../../threads/process-identity.ts';

/**
 * How far the trainer of a run in the queue has come: `begun` once it has said
 * in the run folder who it is, `ended` if it is gone without having said so.
 */
export type TrainerStart = 'none' | 'starting' | 'begun' | 'ended';

export async function findTrainerStart(run: WaitingRun): Promise<TrainerStart> {
  // Asked before the run folder is looked at: what is gone writes no more.
  const state = run.trainer === null ? null : await processState(run.trainer);
  if (await hasBegun(run)) return 'begun';
  if (state === null) return 'none';
  return state === 'alive' ? 'starting' : 'ended';
}

export async function hasBegun({ folder, queuedMs, trainer }: WaitingRun): Promise<boolean> {
  const found = await readProcessFile(folder);
  if (found?.value.command !== 'train') return false;
  return found.modifiedMs > queuedMs || (found.value.pid === trainer?.pid && found.value.startedAt === trainer.startedAt);
}

/** Enough of a log for its last error. */
const LOG_BYTES = 4000;

/** Why a trainer ended before it had begun: its log says it, unless the process was killed. */
export async function earlyEnd(folder: string, logBytesBefore: number): Promise<{ readonly status: 'failed' | 'interrupted'; readonly message: string }> {
  const { text } = await readRunLog(folder, LOG_BYTES, logBytesBefore);
  // Below the line that begins an error stand its places in the code, indented.
  const line = text.split('\n').findLast((each) => /^\S/.test(each));
  if (line === undefined) return { status: 'interrupted', message: 'The trainer was ended before it began. Resume the run to try again.' };
  return { status: 'failed', message: `The trainer ended before it began: ${line.replace(/^(BadInput|Error): /, '')}` };
}
