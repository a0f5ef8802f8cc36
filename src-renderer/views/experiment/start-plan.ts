import type { StudyPlan } from '../../../src-shared/api/studies.ts';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';

type Split = Pick<ResolvedExperiment, 'split'>;

/** Of which runs a start would be: every fold of a k-fold, or one for each of so many seeds; null for a single run. */
export function memberPlan({ split }: Split, seeds: number | null): StudyPlan | null {
  if (split.kind === 'k-fold' && split.fold === null) return { kind: 'k-fold' };
  return seeds === null ? null : { kind: 'seeds', count: seeds, test: false };
}

/** "Start", "Start 5 folds". */
export function startLabel(spec: Split | null, refused: boolean): string {
  const what = spec !== null && memberPlan(spec, null) !== null ? ` ${spec.split.folds} folds` : '';
  return refused ? `Start${what} anyway` : `Start${what}`;
}
