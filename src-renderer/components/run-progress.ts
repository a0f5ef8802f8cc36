import type { RunSummary } from '../../src-shared/domain/run.ts';

/** How much of the planned training is done, 0 to 1, by steps where their number is known. */
export function doneShare({ status, epoch, epochs, step, stepsPerEpoch }: Pick<RunSummary, 'status' | 'epoch' | 'epochs' | 'step' | 'stepsPerEpoch'>): number {
  if (status === 'finished') return 1;
  const share = stepsPerEpoch ? (step + (step > 0 ? 1 : 0)) / (epochs * stepsPerEpoch) : Math.max(0, epoch - 1) / epochs;
  return Math.min(1, Math.max(0, share));
}
