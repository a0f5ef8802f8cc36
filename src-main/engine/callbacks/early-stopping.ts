import { modeOf } from '../../../src-shared/lib/metric-direction.ts';
import type { Callback } from '../training/callback.ts';

export interface EarlyStoppingOptions {
  readonly metric: string;
  /** Epochs in a row that may be no better. */
  readonly patience: number;
  /** By how much an epoch must be better than the best before it. */
  readonly minimumChange: number;
}

/**
 * Ends the run when a value has not got better for some epochs. An epoch
 * without the value, which was not validated, does not count; NaN is no better.
 */
export function earlyStopping({ metric, patience, minimumChange }: EarlyStoppingOptions): Callback {
  const mode = modeOf(metric);
  const worst = mode === 'max' ? -Infinity : Infinity;
  return {
    name: 'early-stopping',
    metric: { path: 'training.earlyStopping.metric', name: metric },
    // The best stays what is to be beaten, with all patience again.
    forgive: (memory) => ({ ...memory, waited: 0 }),
    afterEpoch: ({ epoch, values, memory }) => {
      const value = values[metric];
      if (value === undefined) return [];
      const { best = worst, bestEpoch = 0, waited = 0 } = memory;
      const better = mode === 'max' ? value > best + minimumChange : value < best - minimumChange;
      if (better) return [{ kind: 'remember', memory: { best: value, bestEpoch: epoch, waited: 0 } }];
      const remember = { kind: 'remember', memory: { best, bestEpoch, waited: waited + 1 } } as const;
      return waited + 1 < patience ? [remember] : [remember, { kind: 'stop', message: inWords(epoch, metric, best, bestEpoch) }];
    },
  };
}

/** "Stopped early after epoch 9: val_loss was 0.31 in epoch 4 and has not got better since." */
function inWords(epoch: number, metric: string, best: number, bestEpoch: number): string {
  const since = bestEpoch > 0 ? `was ${Number(best.toPrecision(4))} in epoch ${bestEpoch} and has not got better since` : 'never was a number';
  return `Stopped early after epoch ${epoch}: ${metric} ${since}.`;
}
