import type { StudyPlan } from '../../../src-shared/api/studies.ts';
import type { ResolvedExperiment } from '../../../src-shared/domain/experiment.ts';
import { plural } from '../../components/words.ts';

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

/** What stands in the way of a start, or of the answer to it. */
export interface StartState {
  readonly connection: 'there' | 'away' | 'over';
  /** Of the form, that are to be mended. */
  readonly faults: number;
  readonly planned: boolean;
  /** Whether all code of the user's own has been agreed to. */
  readonly mayRun: boolean;
  readonly trying: boolean;
  /** A start was refused for what the trial of a batch came to. */
  readonly refused: boolean;
  readonly tried: boolean;
}

/** Why the start is as it is, beside its button; empty when there is nothing to say. */
export function startReason({ connection, faults, planned, mayRun, trying, refused, tried }: StartState): string {
  if (connection === 'away') return 'The server cannot be reached';
  if (connection === 'over') return 'The session of this page is over';
  if (faults > 0) return `${plural(faults, 'fault')} to mend first`;
  if (!planned) return 'Being planned…';
  if (!mayRun) return 'Agree to your code first';
  if (trying) return 'Trying one batch first…';
  if (!refused) return '';
  return tried ? 'One batch does not fit in memory or on the disk' : 'One batch could not be tried';
}
