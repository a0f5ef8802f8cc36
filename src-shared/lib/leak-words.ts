import type { SplitLeaks } from '../domain/dataset.ts';
import type { SplitSpec } from '../schema/experiment.ts';

/** The words that must be typed before a split is trained on that parts groups. */
export function leakWords({ groups }: Pick<SplitLeaks, 'groups'>, kind: SplitSpec['kind']): string {
  // Each fold parts other groups, and one confirmation stands for all.
  if (kind === 'k-fold') return 'groups on two sides';
  return `${groups.toLocaleString('en')} ${groups === 1 ? 'group' : 'groups'} on two sides`;
}
