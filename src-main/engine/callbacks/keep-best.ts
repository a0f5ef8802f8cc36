import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import type { Callback } from '../training/callback.ts';

/** Marks an epoch as the best where its value is strictly better than every one before; NaN never is. */
export function keepBest({ metric, mode }: ResolvedExperiment['training']['select']): Callback {
  const worst = mode === 'max' ? -Infinity : Infinity;
  return {
    name: 'keep-best',
    metric: { path: 'training.select.metric', name: metric },
    afterEpoch: ({ values, best }) => {
      const value = values[metric];
      const known = best?.value ?? worst;
      const better = value !== undefined && (mode === 'max' ? value > known : value < known);
      return better ? [{ kind: 'best', value }] : [];
    },
  };
}
