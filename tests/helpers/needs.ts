import type { TestContext } from 'vitest';

/** Skips the test, with its reason in the report, unless the condition holds. */
export function needs(context: TestContext, condition: boolean, reason: string): void {
  if (condition) return;
  Object.assign(context.task.meta, { skipReason: reason });
  context.skip(reason);
}
