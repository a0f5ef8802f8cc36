/**
 * The place of the step that is shown: the newest unless one was picked, then
 * that one or the last before it; -1 if there is none.
 */
export function shownIndex(steps: readonly number[], picked: number | null): number {
  if (picked === null || steps.length === 0) return steps.length - 1;
  const after = steps.findIndex((step) => step > picked);
  return after === -1 ? steps.length - 1 : Math.max(0, after - 1);
}

/** The last step that is no later than `step`; null if there is none. */
export function stepUpTo(steps: readonly number[], step: number): number | null {
  return steps.findLast((each) => each <= step) ?? null;
}

/** The step beside the shown one; null at the end. Pages use it for ← and → outside the slider. */
export function neighbourStep(steps: readonly number[], picked: number | null, direction: 1 | -1): number | null {
  return steps[shownIndex(steps, picked) + direction] ?? null;
}

/** All steps of several runs, rising, each once. */
export function mergedSteps(all: readonly (readonly number[])[]): readonly number[] {
  return [...new Set(all.flat())].sort((a, b) => a - b);
}
