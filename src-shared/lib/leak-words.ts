import type { SplitLeaks } from '../domain/dataset.ts';

/** The words that must be typed before a split is trained on that parts groups. */
export function leakWords({ groups }: Pick<SplitLeaks, 'groups'>): string {
  return `${groups.toLocaleString('en')} ${groups === 1 ? 'group' : 'groups'} on two sides`;
}
