import { modeOf } from '../../../src-shared/lib/metric-direction.ts';
import { firstPlateau, nextPlateau } from '../../../src-shared/lib/plateau.ts';
import type { PlateauSpec } from '../../../src-shared/lib/plateau.ts';
import type { Callback } from '../training/callback.ts';

/**
 * Lowers the learning rate where a value stays as it is. An epoch without the
 * value, which was not validated, does not count.
 */
export function plateau(spec: PlateauSpec, metric: string): Callback {
  const mode = modeOf(metric);
  return {
    name: 'plateau',
    metric: { path: 'training.schedule.metric', name: metric },
    afterEpoch: ({ values, memory }) => {
      const value = values[metric];
      if (value === undefined) return [];
      const next = nextPlateau({ ...firstPlateau(mode), ...memory }, value, mode, spec);
      return [{ kind: 'remember', memory: { ...next } }, { kind: 'rate', factor: next.factor }];
    },
  };
}
