import { stepUpTo } from '../images/step-choice.ts';

/** The images that one run logged under one tag. */
export interface LoggedTag {
  readonly runId: string;
  readonly tag: string;
  readonly steps: readonly number[];
  readonly epochs: readonly number[];
}

/** Every tag, each once, in order. */
export function tagsIn(logged: readonly LoggedTag[]): readonly string[] {
  return [...new Set(logged.map(({ tag }) => tag))].sort();
}

/** For each run its last step up to the shown one; runs that logged nothing until then have none. */
export function stepsAt(logged: readonly LoggedTag[], tag: string | null, step: number | null): readonly { readonly runId: string; readonly step: number }[] {
  return logged.flatMap((each) => {
    const own = each.tag !== tag || step === null ? null : stepUpTo(each.steps, step);
    return own === null ? [] : [{ runId: each.runId, step: own }];
  });
}
