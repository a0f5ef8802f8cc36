import type { StudyPlan } from '../../../src-shared/api/studies.ts';
import type { ExperimentSpec } from '../../../src-shared/schema/experiment.ts';

/** The experiment of one run of a study: its fold of the split, or its seed, and a name that says which. */
export function memberSpec(spec: ExperimentSpec, name: string, kind: StudyPlan['kind'], member: number): ExperimentSpec {
  if (kind === 'k-fold') return { ...spec, name: `${name}-fold-${member}`, split: { ...spec.split, kind: 'k-fold', fold: member } };
  const seed = spec.seed + member - 1;
  return { ...spec, seed, name: `${name}-seed-${seed}` };
}

export function memberCount(spec: ExperimentSpec, plan: StudyPlan): number {
  return plan.kind === 'k-fold' ? spec.split.folds : plan.count;
}
